import { FuseV1Options } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import config, { fuses } from '../../forge.config.js';

/** Every fuse that there is, and what it must be. */
const WANTED: Record<keyof typeof FuseV1Options, boolean> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

describe('packaging', () => {
  const names = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name))) as (keyof typeof FuseV1Options)[];

  it('knows every fuse', () => {
    expect(names.toSorted()).toEqual(Object.keys(WANTED).toSorted());
  });

  it.each(names)('sets the fuse %s', (name) => {
    expect(fuses[FuseV1Options[name]]).toBe(WANTED[name]);
  });

  it('puts what native code needs outside the archive, and ships no sources', () => {
    const { asar, ignore } = config.packagerConfig ?? {};
    const unpack = typeof asar === 'object' ? String(asar.unpack) : '';
    for (const name of ['sharp', '@img', 'onnxruntime-node', 'itk-wasm', 'dist/node']) expect(unpack).toContain(name);
    const ignored = ignore as (path: string) => boolean;
    for (const path of ['/src/index.ts', '/test', '/models/training/train.py', '/.git', '/docs/architecture.md', '/renderer/main.tsx'])
      expect([path, ignored(path)]).toEqual([path, true]);
    const here = `/node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`;
    for (const path of [
      '',
      '/package.json',
      '/dist/node/cli.js',
      '/models/li-xct-fast/weights.onnx',
      '/samples',
      '/node_modules/sharp',
      here,
    ])
      expect([path, ignored(path)]).toEqual([path, false]);
    const foreign = process.platform === 'win32' ? 'linux' : 'win32';
    expect(ignored(`/node_modules/onnxruntime-node/bin/napi-v6/${foreign}/x64/onnxruntime.dll`)).toBe(true);
  });
});
