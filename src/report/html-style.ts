/** Style of the report page: readable on screen, two figures a page in print. */
export const PAGE_STYLE = `
:root { color-scheme: light; --ink: #1b222c; --muted: #5b6675; --line: #d8dee6; --soft: #f5f7fa; --accent: #2f6bd8; --warn: #9a5200; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 32px 28px 80px; font: 14px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink); background: #fff; }
header { border-bottom: 2px solid var(--ink); margin-bottom: 24px; padding-bottom: 12px; }
h1 { font-size: 26px; margin: 0 0 4px; overflow-wrap: anywhere; }
header p { color: var(--muted); margin: 0; }
nav ol { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 12px 0 0; padding: 0; }
a { color: var(--accent); text-decoration: none; }
h2 { font-size: 18px; margin: 36px 0 12px; padding-top: 8px; border-top: 1px solid var(--line); break-after: avoid; }
main > section:first-child h2 { border-top: 0; margin-top: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 12px; }
.card { border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; background: var(--soft); break-inside: avoid; }
.card h3 { font-size: 12px; margin: 0; color: var(--muted); font-weight: 600; }
.card .value { font-size: 20px; margin: 4px 0; font-variant-numeric: tabular-nums; }
.card .value.none { color: var(--muted); font-size: 15px; }
.card .note { font-size: 11px; margin: 0; color: var(--muted); overflow-wrap: anywhere; }
.warnings { border-left: 4px solid var(--warn); background: #fff7ec; margin: 0 0 16px; padding: 10px 14px 10px 32px; color: var(--warn); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 12px 0; }
caption { break-after: avoid; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 6px 0; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 600; overflow-wrap: normal; }
thead th { white-space: nowrap; border-bottom: 1.5px solid var(--ink); }
td { min-width: 4.5em; }
td:last-child { min-width: 8em; }
tr { break-inside: avoid; }
#numbers td:nth-child(1) { width: 36%; }
#numbers td:nth-child(2) { width: 20%; }
#numbers td:nth-child(3) { width: 30%; }
.group th { color: var(--ink); background: var(--soft); padding-left: 6px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0 0 10px; padding: 0; font-size: 12.5px; }
.legend span { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border: 1px solid #0003; vertical-align: -1px; }
figure { display: inline-block; margin: 14px 18px 14px 0; max-width: 100%; vertical-align: top; break-inside: avoid; }
figure figure { display: block; margin: 0; }
svg { max-width: 100%; height: auto; }
figcaption { color: var(--muted); font-size: 12px; }
.picture { max-width: 480px; }
.picture img { image-rendering: pixelated; max-width: 100%; height: auto; border: 1px solid var(--line); }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 12px; overflow: auto; font-size: 12px; }
@media print { * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .scroll { overflow: visible; } body { max-width: none; padding: 0; } nav { display: none; } @page { size: A4; margin: 16mm; } }
`;
