/** Dark and dense; the interface itself stays without colour, so that colour means data. */
import { ActionIcon, Button, createTheme, Modal, NumberInput, Tooltip, type MantineColorsTuple } from '@mantine/core';

const steel: MantineColorsTuple = [
  '#eef3f9',
  '#dbe3ee',
  '#b6c6da',
  '#90a8c5',
  '#6f8db3',
  '#5b7ca8',
  '#466893',
  '#39577d',
  '#2e4768',
  '#213652',
];

const dark: MantineColorsTuple = [
  '#d6dde7',
  '#b3bdca',
  '#8d98a8',
  '#667284',
  '#3a4555',
  '#2b3440',
  '#1c232c',
  '#151a21',
  '#0f1217',
  '#0a0d11',
];

export const theme = createTheme({
  primaryColor: 'steel',
  primaryShade: { light: 6, dark: 6 },
  colors: { steel, dark },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', fw: 500 } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 'sm', variant: 'subtle' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, color: 'dark.5', fz: 12 } }),
    Modal: Modal.extend({ defaultProps: { centered: false, overlayProps: { backgroundOpacity: 0.6 }, transitionProps: { duration: 80 } } }),
    TextInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});
