/**
 * The dead share of lithium with an interval that holds the truth as often as it says. The three rules over the class
 * probabilities (generous, nominal, strict) alone do not: what a network misses is missed under all of them. So the interval
 * is conformal: two margins are fitted per network on validation volumes with known truth, such that each side fails in at
 * most half of the allowed cases (Romano et al., arXiv 1905.03222; locally weighted as in Lei et al., doi
 * 10.1080/01621459.2017.1307116):
 *
 *      from  min(low, share) - below      to  share + above (0.1 + sqrt(high - low))
 *
 * with [low, high] of the rules. `models/training/dead_share.py` fits with the same formula.
 */

export interface DeadShareMargins {
  readonly below: number;
  readonly above: number;
  /** share of validation volumes that the interval is made to hold the truth of */
  readonly coverage: number;
  /** how many validation volumes there were */
  readonly volumes: number;
}

type Interval = readonly [number, number];

const clip = (share: number): number => Math.min(1, Math.max(0, share));

/** `share` under 18 neighbours, of the labels; `rules` the smallest and largest share of the three rules. */
export function deadShareInterval(share: number, rules: Interval, { below, above }: DeadShareMargins): Interval {
  const [low, high] = rules;
  const from = Math.min(low, share) - below;
  const to = share + above * (0.1 + Math.sqrt(Math.max(0, high - low)));
  return [clip(from), clip(to)];
}
