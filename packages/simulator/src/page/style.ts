/** CSS of the control page. Text has a contrast of at least 4.5, in light and dark mode. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1e232b);
  --line: light-dark(#d5d9e0, #39414d);
  --text: light-dark(#1b2430, #e8ecf2);
  --soft: light-dark(#566172, #a5b0c0);
  --on: light-dark(#a8410b, #ffb27d);
  --on-ground: light-dark(#fff1e6, #3a2413);
  --good: light-dark(#1a6b3c, #7fd8a4);
  --bad: light-dark(#b3261e, #ff9d94);
  --accent: light-dark(#1f5fbf, #8ab8ff);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 20px 24px 32px; }
h1 { margin: 0; font-size: 22px; }
h2 { margin: 0; font-size: 17px; }
p { margin: 2px 0 0; }
.soft { color: var(--soft); font-size: 13px; }
code { font: 12.5px/1.5 ui-monospace, 'DejaVu Sans Mono', monospace; }
button, select, input { font: inherit; color: inherit; }
.bar {
  display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center;
  position: sticky; top: 0; z-index: 1; margin: 14px 0 16px; padding: 10px 14px;
  background: var(--card); border: 1px solid var(--line); border-radius: 8px;
}
.bar [role=status] { flex: 1 1 320px; font-weight: 600; color: var(--good); }
.bar.on { background: var(--on-ground); border-color: var(--on); }
.bar.on [role=status] { color: var(--on); }
.bar.away [role=status] { color: var(--bad); }
.bar button { padding: 6px 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--ground); cursor: pointer; }
.bar button:disabled { cursor: default; opacity: .55; }
select, input { padding: 4px 6px; border: 1px solid var(--line); border-radius: 6px; background: var(--ground); }
input[type=number] { width: 4.5em; }
.sections { display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px; }
table { width: 100%; margin-top: 10px; border-collapse: collapse; background: var(--card); font-size: 13px; }
th, td { padding: 5px 8px; border: 1px solid var(--line); text-align: left; white-space: nowrap; }
td:nth-child(2) { white-space: normal; overflow-wrap: anywhere; }
th:nth-last-child(-n+2), td:nth-last-child(-n+2) { text-align: right; }
.readings { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 6px 24px; margin-top: 10px; padding: 10px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: 13px; }
.readings label { display: flex; gap: 10px; align-items: center; justify-content: space-between; }
.columns { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 24px; align-items: start; }
@media (max-width: 900px) { .columns { grid-template-columns: minmax(0, 1fr); } }
ul { list-style: none; margin: 10px 0 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; }
.switches { grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
li { padding: 10px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.switches li.on { border-color: var(--on); background: var(--on-ground); }
.head { display: flex; gap: 10px; align-items: center; justify-content: space-between; }
.head button { display: flex; gap: 10px; align-items: center; padding: 0; border: 0; background: none; font-weight: 600; text-align: left; cursor: pointer; }
.head button::before {
  content: ''; flex: none; width: 34px; height: 20px; border-radius: 10px;
  background: radial-gradient(circle at 10px 10px, var(--card) 7px, transparent 7.6px) var(--soft);
}
.head button[aria-checked=true]::before {
  background: radial-gradient(circle at 24px 10px, var(--card) 7px, transparent 7.6px) var(--on);
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.sees { margin-top: 6px; font-size: 13px; }
.sees code { color: var(--accent); overflow-wrap: anywhere; }
.line { display: flex; flex-wrap: wrap; gap: 0 10px; align-items: baseline; }
.line code { overflow-wrap: anywhere; }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
details, details + p { margin-top: 6px; }
summary { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--soft); cursor: pointer; }
details[open] summary code { display: none; }
pre { margin: 4px 0 0; padding: 8px; max-height: 470px; overflow: auto; background: var(--ground); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
