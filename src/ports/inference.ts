/** Running a network. The engine lives in its own process; a tensor crosses the border as bytes. */

export interface TensorData {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export interface ModelSession {
  readonly inputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[];
  readonly outputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[];
  /** outputs in the order of the graph; inputs are bound by position */
  run(inputs: readonly TensorData[], signal?: AbortSignal): Promise<readonly TensorData[]>;
  close(): Promise<void>;
}

export interface Inference {
  /** the provider that runs: "cpu" */
  readonly provider: string;
  readonly threads: number;
  /** loads weights by path after their hash was checked; rejects with a ModelError when the graph cannot run */
  open(weightsPath: string): Promise<ModelSession>;
}
