import { issue, type InputIssue } from './input-rules.js';

/** Maximum number of reported repetitions. */
const MAX_ISSUES = 20;

/** Returns an issue of `customerIds` for each id that repeats an earlier one. */
export function repeatedIdIssues(customerIds: readonly string[]): readonly InputIssue[] {
  const seen = new Set<string>();
  const issues: InputIssue[] = [];
  for (const [index, id] of customerIds.entries()) {
    if (seen.has(id)) issues.push(issue(['customerIds', String(index)], 'UNIQUE_CUSTOMER_ID'));
    if (issues.length === MAX_ISSUES) break;
    seen.add(id);
  }
  return issues;
}
