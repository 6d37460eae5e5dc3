import { startUpstream, type Scripted, type Upstream } from './upstream.js';

/** An upstream with a list of campaigns and a board, which a test changes. */
export interface BoardUpstream extends Upstream {
  /** Rows of the board: the columns of a row by the number of its campaign. */
  readonly board: Map<string, Record<string, string>>;
  /** Numbers of the campaigns of the list. */
  readonly campaigns: Set<string>;
  /** Name of all campaigns of the list. */
  name: string;
  /** Response of the board instead of its rows. */
  failure: Scripted | undefined;
  /** Number of requests for the board so far. */
  readonly boardReads: () => number;
  /** Number of requests for the list so far. */
  readonly listReads: () => number;
}

const wrapped = (data: readonly object[]): Scripted => ({
  status: 200,
  body: { code: '200', error: null, msg: 'rows', data },
});

/** Starts an upstream whose list and board have the campaigns 1, 2 and 3, all started with 10 contacts. */
export async function startBoardUpstream(): Promise<BoardUpstream> {
  const numbers = ['1', '2', '3'];
  const board = new Map<string, Record<string, string>>(
    numbers.map((id) => [id, { status: 'started', records: '10', dial: '0', clean: '10' }]),
  );
  const campaigns = new Set(numbers);
  const isBoard = (url: string): boolean => url.includes('/real_time.php');
  const upstream = await startUpstream(({ url }) => {
    if (!isBoard(url))
      return wrapped([...campaigns].map((id) => ({ campaign_id: id, campaign_name: started.name, status: 'started' })));
    return (
      started.failure ?? wrapped([...board].map(([id, row]) => ({ campaign: `${id} - c${id} - Strategy (x)`, ...row })))
    );
  });
  const reads = (ofBoard: boolean) => (): number => upstream.seen.filter(({ url }) => isBoard(url) === ofBoard).length;
  const started: BoardUpstream = Object.assign(upstream, {
    board,
    campaigns,
    name: 'c',
    failure: undefined,
    boardReads: reads(true),
    listReads: reads(false),
  });
  return started;
}
