/** Line icons on a 16 px grid, drawn here so that nothing is fetched. */
const PATHS = {
  load: 'M2 4.5h4l1.5 2H14v6.5H2zM8 12V8.5M6.3 10.2 8 8.5l1.7 1.7',
  prepare: 'M3 1.5V11a2 2 0 0 0 2 2h9.5M1.5 3H11a2 2 0 0 1 2 2v9.5',
  segment: 'M2 5.5 8 2l6 3.5v5L8 14l-6-3.5zM8 14V8.5M8 8.5 2 5.5M8 8.5l6-3',
  review: 'M10.5 2.5 13.5 5.5 6 13l-3.7.7L3 10zM9 4l3 3',
  measure: 'M2 10.5 10.5 2 14 5.5 5.5 14zM5 7.5l1.5 1.5M7.5 5l1.5 1.5M10 2.5',
  compare: 'M2 13V8M5 13V4M8 13V9.5M11 13V6M14 13V2.5',
  report: 'M3.5 1.5h6L12.5 5v9.5h-9zM9.5 1.5V5h3M5.5 8h5M5.5 10.5h5',
  undo: 'M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7',
  redo: 'M10 3l3.5 3.5L10 10M13.5 6.5H6a3.5 3.5 0 0 0 0 7h3',
  grow: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5 9 7M2.5 13.5 7 9',
  shrink: 'M13 6.5H9.5V3M3 9.5h3.5V13M9.5 6.5 14 2M6.5 9.5 2 14',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  'eye-off':
    'M2 2l12 12M4 4.6C2.400 6 1.500 8 1.500 8S4 12.500 8 12.500c1.200 0 2.300-.4 3.200-.9M6.500 3.700C7 3.600 7.500 3.500 8 3.500c4 0 6.500 4.500 6.500 4.500s-.6 1.100-1.700 2.200',
  close: 'M3.500 3.500l9 9M12.500 3.500l-9 9',
  check: 'M3 8.500 6.500 12 13 4.500',
  folder: 'M2 4h4l1.500 2H14v7H2z',
  file: 'M4 1.500h5L12 5v9.500H4zM9 1.500V5h3',
  up: 'M8 13V3.500M4 7.500l4-4 4 4',
  down: 'M8 3v9.500M4 8.500l4 4 4-4',
  navigate: 'M8 1.500v13M1.500 8h13M6 3.500l2-2 2 2M6 12.500l2 2 2-2M3.500 6l-2 2 2 2M12.500 6l2 2-2 2',
  brush: 'M10.500 2.500 13.500 5.500 6 13l-3.700.7L3 10z',
  eraser: 'M6 13.500h8M2.500 10 9 3.500l4 4L7 13.500H5.500z',
  warning: 'M8 2 15 14H1zM8 6.500V10M8 11.700v.6',
  download: 'M8 2v8M4.500 6.500 8 10l3.500-3.500M2.500 13.500h11',
  plus: 'M8 3v10M3 8h10',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
