import { changesContacts, EXCLUDED_BY, type Change, type ChangeKind, type ChangeStore } from '../change-store.js';

interface CampaignChanges {
  readonly inProgress: Set<{ readonly kind: ChangeKind }>;
  /** Number of changes of contacts that have begun. */
  contactChanges: number;
  /** Number of stops that have begun. */
  stops: number;
}

/** Changes of campaigns in one process. The steps are those of redis/scripts/changes.lua, without changes of other processes. */
export class MemoryChanges implements ChangeStore {
  readonly #campaigns = new Map<string, CampaignChanges>();
  readonly #stopListeners: ((campaign: string) => void)[] = [];

  begin(campaign: string, kind: Exclude<ChangeKind, 'stop'>): Promise<Change | undefined> {
    const changes = this.#of(campaign);
    const others = [...changes.inProgress];
    if (others.some((other) => EXCLUDED_BY[kind].includes(other.kind))) return Promise.resolve(undefined);
    const overlaps = others.some((other) => changesContacts(other.kind));
    const isStopping = others.some((other) => other.kind === 'stop');
    const end = this.#add(campaign, changes, kind);
    const { contactChanges, stops } = changes;
    return Promise.resolve({
      history: () =>
        Promise.resolve({
          hasOverlapped: overlaps || changes.contactChanges !== contactChanges,
          wasStopped: isStopping || changes.stops !== stops,
        }),
      end,
    });
  }

  beginStop(campaign: string): () => Promise<void> {
    const end = this.#add(campaign, this.#of(campaign), 'stop');
    for (const listener of this.#stopListeners) listener(campaign);
    return end;
  }

  onStop(listener: (campaign: string) => void): void {
    this.#stopListeners.push(listener);
  }

  #of(campaign: string): CampaignChanges {
    return this.#campaigns.get(campaign) ?? { inProgress: new Set(), contactChanges: 0, stops: 0 };
  }

  #add(campaign: string, changes: CampaignChanges, kind: ChangeKind): () => Promise<void> {
    const change = { kind };
    this.#campaigns.set(campaign, changes);
    changes.inProgress.add(change);
    if (changesContacts(kind)) changes.contactChanges += 1;
    if (kind === 'stop') changes.stops += 1;
    return () => {
      changes.inProgress.delete(change);
      if (changes.inProgress.size === 0) this.#campaigns.delete(campaign);
      return Promise.resolve();
    };
  }
}
