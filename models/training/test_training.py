"""python -m unittest, in this folder: the promises that the package rests on."""

import unittest

import numpy as np
import onnxruntime
import torch

from bank import Bank, class_lookup, normalise
from baselines import best_interval_dice, class_histogram
from graph import build_graph
from isolation import dead_fraction
from loss import IGNORE, class_weights, segmentation_loss
from model import CLASS_NAMES, CLASS_PHASES, LITHIUM, StemUNet
from redraw import redraw
from scores import class_scores, confusion, logits_of
from shards import Shard


def restless_net() -> StemUNet:
    """A network whose batch norms do something."""
    torch.manual_seed(0)
    net = StemUNet()
    for layer in net.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.normal_(0, 0.3)
            layer.running_var.uniform_(0.5, 2)
            layer.weight.data.uniform_(0.5, 2)
            layer.bias.data.normal_()
    return net.eval()


def shard(shape=(20, 32, 48), seed=0) -> Shard:
    dice = np.random.default_rng(seed)
    labels = dice.integers(1, 7, shape).astype(np.uint8)
    return Shard("t", {"family": "moss", "cnr": 1, "seed": seed}, dice.integers(0, 65535, shape).astype(np.uint16), labels)


class Package(unittest.TestCase):
    def test_graph_computes_what_the_network_computes(self):
        net = restless_net()
        session = onnxruntime.InferenceSession(build_graph(net).SerializeToString(), providers=["CPUExecutionProvider"])
        grey = 2 * torch.randn(2, 5, 80, 96)
        with torch.no_grad():
            np.testing.assert_allclose(session.run(None, {"raw": grey.numpy()})[0], net(grey).numpy(), atol=1e-5)

    def test_normalisation_is_scale_range_then_scale_linear(self):
        image = shard().image
        low, high = np.percentile(image, (16, 84))
        expected = (image.astype(np.float64) - low) / (high - low + 1e-6) * 2 - 1
        np.testing.assert_allclose(normalise(torch.from_numpy(image)).numpy(), expected, atol=1e-4)

    def test_slices_beyond_the_stack_are_mirrored(self):
        volume = torch.arange(6.0).view(6, 1, 1).expand(6, 48, 48).contiguous()
        seen = []

        class Spy(torch.nn.Module):
            def forward(self, x):
                seen.append(x[:, :, 0, 0])
                return x[:, :1]

        logits_of(Spy(), volume, torch.tensor([0, 5]))
        self.assertEqual(seen[0].tolist(), [[2, 1, 0, 1, 2], [3, 4, 5, 4, 3]])


class Training(unittest.TestCase):
    def test_crops_are_pieces_of_the_volume(self):
        source = shard((32, 48, 48))
        bank = Bank([source], torch.device("cpu"), seed=1, keep_original=1.0)
        volume = bank.grey.view(32, 48, 48).float()
        batch = bank.crops(6, 32)
        classes = class_lookup("cpu")[torch.from_numpy(source.labels).long()]
        for grey, target in zip(batch.grey, batch.target):
            self.assertTrue(torch.isin(grey, volume).all())
            # where the middle slice shows a grey value that occurs once, the class there is the class of that voxel
            values, counts = volume.unique(return_counts=True)
            value = grey[2, 5, 7]
            if counts[values == value] == 1:
                self.assertEqual(int(target[5, 7]), int(classes[volume == value]))

    def test_loss_ignores_unknown_voxels_and_falls_towards_the_truth(self):
        target = torch.randint(0, 6, (2, 16, 16), dtype=torch.uint8)
        target[:, :4] = IGNORE
        right = 8.0 * torch.nn.functional.one_hot(torch.where(target == IGNORE, 0, target).long(), 6).permute(0, 3, 1, 2).float()
        other = right.clone()
        other[:, :, :4] = torch.randn(2, 6, 4, 16)
        weights = class_weights(torch.ones(6))
        loss = segmentation_loss(right, target, weights)
        torch.testing.assert_close(loss, segmentation_loss(other, target, weights))
        self.assertLess(float(loss), float(segmentation_loss(torch.zeros_like(right), target, weights)))

    def test_a_picture_depends_on_its_seed_alone(self):
        classes = class_lookup("cpu")[torch.from_numpy(shard().labels).long()]
        torch.testing.assert_close(redraw(classes, 3), redraw(classes, 3))
        self.assertGreater(float((redraw(classes, 3) - redraw(classes, 4)).abs().mean()), 0.05)
        self.assertTrue(all(torch.isfinite(redraw(classes, seed)).all() for seed in range(20)))


class Scores(unittest.TestCase):
    def test_perfect_and_swapped(self):
        truth = class_lookup("cpu").numpy()[shard().labels]
        perfect = class_scores(confusion(truth, truth))
        self.assertTrue(all(perfect[name] == 1 for name in (*CLASS_NAMES, "mean", "pore")))
        wrong = class_scores(confusion((truth + 1) % 6, truth))
        self.assertEqual(wrong["mean"], 0)

    def test_dead_fraction_of_a_pillar_and_two_cubes(self):
        phases = np.full((20, 30, 20), 3, np.uint8)
        phases[:, :2] = 5
        phases[5:7, 2:12, 5:7] = 1  # on the collector
        phases[10:12, 20:22, 10:12] = 1  # free
        phases[15:17, 28:30, 5:7] = 1  # cut by the far face
        classes = class_lookup("cpu").numpy()[phases]
        self.assertAlmostEqual(dead_fraction(classes == LITHIUM, phases == 5), 8 / 56)
        self.assertIsNone(dead_fraction(phases == 6, phases == 5))

    def test_best_interval_finds_a_separable_class(self):
        bins = np.repeat(np.arange(8), 10)
        truth = np.where((bins >= 3) & (bins <= 5), LITHIUM, 0).astype(np.uint8)
        self.assertEqual(best_interval_dice(class_histogram(bins, truth), LITHIUM), 1.0)

    def test_every_phase_has_one_class(self):
        self.assertEqual(sorted(CLASS_PHASES), [1, 2, 3, 4, 5, 6])
        self.assertEqual(int(class_lookup("cpu")[0]), IGNORE)


if __name__ == "__main__":
    unittest.main()
