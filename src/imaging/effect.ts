/** What an imaging effect says about itself, for lists, recipes and the report. */

interface EffectParam {
  readonly id: string;
  readonly title: string;
  readonly unit: '1' | 'm' | 'm2' | '1/m2' | 'voxel' | 'keV' | 'V' | '1/cm' | 'deg' | 'rad';
}

export interface Effect {
  readonly id: string;
  readonly title: string;
  readonly params: readonly EffectParam[];
  readonly references: readonly string[];
}

/** Every effect can be switched off; its other parameters then do not matter. */
export interface Switch {
  readonly on: boolean;
}
