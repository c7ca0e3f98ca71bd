/** Families of metrics in words, the same on screen and in the report. */

const TITLES: Readonly<Record<string, string>> = {
  isolation: 'Live and dead lithium',
  isolation2d: 'Isolation in the plane',
  deposit: 'Deposit',
  inventory: 'Lithium inventory',
  morphotype: 'Kinds of deposit',
  height: 'Height and roughness',
  profile: 'Profiles',
  volume: 'Volumes and fractions',
  objects: 'Pieces of a phase',
  surface: 'Surface',
  specific_surface: 'Specific surface',
  curvature: 'Curvature',
  topology: 'Topology',
  sei: 'SEI',
  sei2d: 'SEI in the plane',
  solid_state: 'Solid electrolyte',
  interface: 'Interfaces',
  shape: 'Shape of objects',
  shape2d: 'Shape in the plane',
  thickness: 'Thickness',
  granulometry: 'Sizes by opening',
  distance: 'Distances',
  persistence: 'Persistence',
  skeleton: 'Skeleton',
  transport: 'Transport',
  orientation: 'Orientation',
  statistics: 'Correlation and representativeness',
  fractal: 'Fractal dimension',
};

export function familyTitle(family: string): string {
  return Object.hasOwn(TITLES, family) ? (TITLES[family] ?? family) : family.replaceAll('_', ' ');
}

/** Whether a number is a share of something: read in percent, never above 1. Metrics say so by their names. */
export function isShare(metric: string, unit: string): boolean {
  return unit === '1' && /(^|[._])(f_|fraction|share|porosity|coverage)/.test(metric);
}
