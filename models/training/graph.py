"""The trained network as an ONNX graph, written node by node.

The network has five kinds of layer, so writing them out keeps the file free of exporter artefacts: batch
norm is folded into the convolutions, the graph is opset 17, and batch, y and x stay free.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from model import CHANNEL_NAMES, CLASS_NAMES, StemUNet

OPSET = 17


def folded(unit: nn.Sequential) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of convolution + batch norm in inference."""
    conv, norm = unit[0], unit[1]
    scale = norm.weight.detach().double() / (norm.running_var.double() + norm.eps).sqrt()
    weight = conv.weight.detach().double() * scale.view(-1, 1, 1, 1)
    bias = norm.bias.detach().double() - norm.running_mean.double() * scale
    return weight.float().numpy(), bias.float().numpy()


def unshuffle_order(weight: np.ndarray) -> np.ndarray:
    """pixel_unshuffle keeps a channel's four samples together, SpaceToDepth the same sample of all channels."""
    outputs, inputs, height, width = weight.shape
    return weight.reshape(outputs, inputs // 4, 4, height, width).transpose(0, 2, 1, 3, 4).reshape(weight.shape)


class GraphBuilder:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def conv(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray, relu: bool) -> str:
        size = weight.shape[-1]
        inputs = [x, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        y = self.node("Conv", inputs, f"{name}.conv", kernel_shape=[size, size], pads=[size // 2] * 4)
        return self.node("Relu", [y], name) if relu else y

    def plain(self, x: str, name: str, layer: nn.Conv2d) -> str:
        return self.conv(x, name, layer.weight.detach().numpy(), layer.bias.detach().numpy(), relu=False)

    def double(self, x: str, name: str, block: nn.Sequential, stem: bool = False) -> str:
        for index, unit in enumerate(block):
            weight, bias = folded(unit)
            if stem and index == 0:
                weight = unshuffle_order(weight)
            x = self.conv(x, f"{name}.{index}", weight, bias, relu=True)
        return x


def build_graph(net: StemUNet) -> onnx.ModelProto:
    net = net.cpu().float().eval()
    g = GraphBuilder()
    grey = g.node("Asinh", ["raw"], "grey")
    x = g.node("SpaceToDepth", [grey], "stem", blocksize=2)
    skips = []
    for level, block in enumerate(net.down):
        if level > 0:
            x = g.node("MaxPool", [x], f"pool{level}", kernel_shape=[2, 2], strides=[2, 2])
        x = g.double(x, f"down{level}", block, stem=level == 0)
        skips.append(x)
    scales = g.constant("double", np.array([1, 1, 2, 2], np.float32))
    for level in reversed(range(len(net.up))):
        x = g.plain(x, f"shrink{level}", net.shrink[level])
        nearest = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        x = g.node("Resize", [x, "", scales], f"grow{level}", **nearest)
        x = g.node("Concat", [skips[level], x], f"join{level}", axis=1)
        x = g.double(x, f"up{level}", net.up[level])
    x = g.node("DepthToSpace", [g.plain(x, "head", net.head)], "full", blocksize=2, mode="CRD")
    x = g.node("Concat", [x, grey], "beside", axis=1)
    x = g.conv(x, "feat", *folded(net.feat), relu=True)
    logits = g.plain(x, "classify", net.classify)
    g.node("Identity", [logits], "logits")

    shape_in = ["batch", len(CHANNEL_NAMES), "y", "x"]
    shape_out = ["batch", len(CLASS_NAMES), "y", "x"]
    graph = helper.make_graph(
        g.nodes,
        "li-xct-fast",
        [helper.make_tensor_value_info("raw", TensorProto.FLOAT, shape_in)],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape_out)],
        g.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="lithoscope")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model
