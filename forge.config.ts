/** Packaging. Needs Node 22.13 or newer and the Electron binary; see CONTRIBUTING. */
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { FuseV1Options, FuseVersion } from '@electron/fuses';

/** Native modules and everything a worker imports must lie outside the archive. */
const UNPACK =
  '**/node_modules/{sharp,@img,onnxruntime-node,onnxruntime-common,@itk-wasm,itk-wasm,h5wasm,h5wasm-plugins,zarrita,@zarrita,numcodecs,reference-spec-reader,unzipit,zstddec,fflate,dicom-parser,lz4js}/**';

export const fuses = {
  version: FuseVersion.V1,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} as const;

/** Inference binaries of other platforms are 200 MB of ballast. */
function isForeignBinary(path: string): boolean {
  const match = /onnxruntime-node\/bin\/napi-v\d+\/([^/]+)(?:\/([^/]+))?/.exec(path);
  if (!match) return false;
  return match[1] !== process.platform || (match[2] !== undefined && match[2] !== process.arch);
}

const SHIPPED = /^\/(package\.json|dist|node_modules|models|samples)(\/|$)/;

const config: ForgeConfig = {
  packagerConfig: {
    name: 'Lithoscope',
    asar: { unpack: `{${UNPACK},**/dist/node/**,**/models/**,**/samples/**}` },
    ignore: (path: string) => path !== '' && (!SHIPPED.test(path) || path.startsWith('/models/training') || isForeignBinary(path)),
  },
  plugins: [new FusesPlugin(fuses)],
};

export default config;
