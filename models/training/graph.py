"""The trained network as an ONNX graph, written node by node.

The network has few kinds of layer, so writing them out keeps the file free of exporter artefacts: batch
norm is folded into the convolutions, the graph is opset 17, and batch, y and x stay free.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from model import FEATURES, WIDTH, FineExit, StemUNet
from models import Model

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


def exit_layers(g: GraphBuilder, end: nn.Module, x: str, grey: str) -> tuple[str, str]:
    """Logits and features of one exit."""
    full = g.node("DepthToSpace", [g.plain(x, "head", end.head)], "full", blocksize=2, mode="CRD")
    if isinstance(end, FineExit):
        beside = g.conv(grey, "skip", *folded(end.skip), relu=True)
        full = g.conv(g.node("Concat", [full, beside], "beside", axis=1), "blend", *folded(end.blend), relu=True)
    else:
        full = g.node("Concat", [full, grey], "beside", axis=1)
    feat = g.conv(full, "last", *folded(end.feat), relu=True)
    return g.plain(feat, "classify", end.classify), feat


def asinh(g: GraphBuilder, source: str, name: str) -> str:
    """log(|x| + sqrt(x^2 + 1)) with the sign of x: the operator of that name is not vectorised in runners, and takes a third of an eight-bit run."""
    square = g.node("Mul", [source, source], "square")
    root = g.node("Sqrt", [g.node("Add", [square, g.constant("one", np.array(1, np.float32))], "square_one")], "root")
    size = g.node("Log", [g.node("Add", [g.node("Abs", [source], "size"), root], "reach")], "log")
    return g.node("Mul", [size, g.node("Sign", [source], "sign")], name)


def build_graph(net: StemUNet, model: Model, exit_name: str, name: str, with_inactive: bool = False) -> onnx.ModelProto:
    """Outputs in the order of the package: logits, pooled bottleneck, last feature map, and where wanted the logit of inactive lithium."""
    net = net.cpu().float().eval()
    g = GraphBuilder()
    grey = asinh(g, "raw", "grey")
    x = g.node("SpaceToDepth", [grey], "stem", blocksize=2)
    skips = []
    for level, block in enumerate(net.down):
        if level > 0:
            x = g.node("MaxPool", [x], f"pool{level}", kernel_shape=[2, 2], strides=[2, 2])
        x = g.double(x, f"down{level}", block, stem=level == 0)
        skips.append(x)
    pooled = g.node("GlobalAveragePool", [x], "pooled")
    scales = g.constant("double", np.array([1, 1, 2, 2], np.float32))
    for level in reversed(range(len(net.up))):
        x = g.plain(x, f"shrink{level}", net.shrink[level])
        nearest = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        x = g.node("Resize", [x, "", scales], f"grow{level}", **nearest)
        x = g.node("Concat", [skips[level], x], f"join{level}", axis=1)
        x = g.double(x, f"up{level}", net.up[level])
    logits, feat = exit_layers(g, net.exits[exit_name], x, grey)
    g.node("Identity", [logits], "prob")
    g.node("Flatten", [pooled], "emb", axis=1)
    g.node("Identity", [feat], "feat")

    classes = len(model.labels)
    shapes = {"prob": ["batch", classes, "y", "x"], "emb": ["batch", 8 * WIDTH], "feat": ["batch", FEATURES, "y", "x"]}
    if with_inactive:
        g.node("Identity", [g.plain(feat, "isolated", net.inactive)], "inactive")
        shapes["inactive"] = ["batch", 1, "y", "x"]
    graph = helper.make_graph(
        g.nodes,
        name,
        [helper.make_tensor_value_info("raw", TensorProto.FLOAT, ["batch", len(model.offsets), "y", "x"])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape) for output, shape in shapes.items()],
        g.constants,
    )
    onnx_model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="lithoscope")
    onnx_model.ir_version = 8
    onnx.checker.check_model(onnx_model, full_check=True)
    return onnx_model
