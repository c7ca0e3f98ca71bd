"""python -m unittest, in this folder: the promises that the packages rest on."""

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from augment import augment
from bank import Bank, Batch, Picture, mirror, picture, warp
from calibrate import Sample, calibration_error, fit_temperature, mean_ratio, volume_shift
from dead_share import conformal_quantile, fit as fit_margins, interval, numbers, write_hint
from embedding import auroc, distances, project, projection_of
from graph import build_graph
from loss import class_weights, neck_loss, prepare, segmentation_loss, thin
from model import StemUNet, adapt, adapt_slices
from models import DEAD, IGNORE, MODELS, SEI
from scores import class_scores, confusion, logits_of
from shards import Shard, class_table, normalise
from usual import bands, deviation, fit as fit_usual

XCT, FIB, CRYO = (MODELS[name] for name in ("li-xct", "li-fib", "li-cryo"))


def restless_net(model=XCT) -> StemUNet:
    """A network whose batch norms do something."""
    torch.manual_seed(0)
    net = StemUNet(model)
    for layer in net.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.normal_(0, 0.3)
            layer.running_var.uniform_(0.5, 2)
            layer.weight.data.uniform_(0.5, 2)
            layer.bias.data.normal_()
    return net.eval()


def shard(shape=(20, 32, 48), seed=0) -> Shard:
    dice = np.random.default_rng(seed)
    codes = dice.integers(1, 7, shape).astype(np.uint8)
    codes[(codes == 1) & (dice.random(shape) < 0.3)] |= DEAD
    return Shard("t", {"family": "moss", "cnr": 1, "seed": seed}, dice.integers(0, 65535, shape).astype(np.uint16), codes)


def bank_of(model, source: Shard) -> Bank:
    bank = Bank.__new__(Bank)
    bank.model, bank.pictures, bank.weights = model, [picture(source, model)], torch.ones(1)
    bank.generator = torch.Generator().manual_seed(1)
    return bank


class Packages(unittest.TestCase):
    def test_graph_computes_what_the_network_computes(self):
        for model in MODELS.values():
            net = restless_net(replace(model, exits=("plain", "fine")))
            grey = 2 * torch.randn(2, len(model.offsets), 80, 96)
            for exit_name in net.exits:
                graph = build_graph(net, model, exit_name, model.id, model.inactive and exit_name == "fine").SerializeToString()
                results = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, {"raw": grey.numpy()})
                with torch.no_grad():
                    expected = net.outputs(grey, exit_name)
                    if len(results) == 4:
                        expected = (*expected, net(grey)["inactive"])
                self.assertEqual(len(results), len(expected))
                for result, value in zip(results, expected):
                    np.testing.assert_allclose(result, value.numpy(), atol=2e-5, rtol=1e-5)

    def test_normalisation_is_scale_range_then_scale_linear(self):
        image = shard().image
        low, high = np.percentile(image, (16, 84))
        expected = (image.astype(np.float64) - low) / (high - low + 1e-6) * 2 - 1
        np.testing.assert_allclose(normalise(image), expected, atol=1e-4)
        self.assertTrue(np.isfinite(normalise(np.full((2, 3, 4), 7, np.uint16))).all())

    def test_slices_beyond_the_stack_are_mirrored(self):
        volume = torch.arange(10.0).view(10, 1, 1).expand(10, 48, 48).contiguous()
        seen = []

        class Spy(torch.nn.Module):
            def forward(self, x):
                seen.append(x[:, :, 0, 0])
                return {"plain": x[:, :1]}

        logits_of(Spy(), volume, torch.tensor([0, 9]), FIB)
        self.assertEqual(seen[0].tolist(), [[2, 1, 0, 1, 2, 4, 8], [7, 8, 9, 8, 7, 5, 1]])

    def test_a_voxel_sees_as_far_as_the_halo_and_no_further(self):
        net = restless_net()
        grey = torch.randn(1, 5, 16, 256)
        other = grey.clone()
        other[..., :112] += 1  # 96 from the window that begins at 208
        with torch.no_grad():
            for name, logits in net(grey).items():
                torch.testing.assert_close(logits[..., 208:], net(other)[name][..., 208:], atol=0, rtol=0)


class Networks(unittest.TestCase):
    def test_first_layer_for_other_slices(self):
        weight = torch.randn(3, 5 * 4, 3, 3)
        kept = adapt_slices(weight, XCT.offsets, FIB.offsets).view(3, 7, 4, 3, 3)
        torch.testing.assert_close(kept[:, :5], weight.view(3, 5, 4, 3, 3))
        self.assertEqual(float(kept[:, 5:].abs().max()), 0)
        torch.testing.assert_close(adapt_slices(weight, XCT.offsets, CRYO.offsets), weight.view(3, 5, 4, 3, 3).sum(1))

    def test_a_start_from_another_network_keeps_what_fits(self):
        old = restless_net(XCT)
        net = StemUNet(CRYO)
        weights = adapt(old.state_dict(), XCT, net, CRYO)
        net.load_state_dict(weights)
        rows = {label.name: i for i, label in enumerate(CRYO.labels)}
        torch.testing.assert_close(weights["exits.plain.classify.weight"][rows["lithium"]], old.exits["plain"].classify.weight[1])
        same = StemUNet(XCT)
        same.load_state_dict(adapt(old.state_dict(), XCT, same, XCT))
        grey = torch.randn(1, 5, 32, 32)
        with torch.no_grad():
            torch.testing.assert_close(same.eval()(grey)["plain"], old(grey)["plain"])


class Training(unittest.TestCase):
    def test_crops_are_pieces_of_the_picture(self):
        for model in (XCT, replace(FIB, policy=replace(FIB.policy, tint=0))):
            source = shard((32, 48, 48))
            bank = bank_of(model, source)
            volume = bank.pictures[0].grey.float()
            values, counts = volume.unique(return_counts=True)
            classes = torch.from_numpy(class_table(model)[source.codes])
            batch = bank.crops(6, 32)
            for grey, target, dead in zip(batch.grey, batch.target, batch.dead):
                self.assertTrue(torch.isin(grey, volume).all())
                # where the middle slice shows a grey value that occurs once, the class there is the class of that voxel
                value = grey[model.middle, 5, 7]
                if counts[values == value] == 1:
                    code = int(classes[volume == value])
                    self.assertEqual((int(target[5, 7]), bool(dead[5, 7])), (code & IGNORE, code >= DEAD))

    def test_a_tint_moves_whole_phases(self):
        bank = bank_of(FIB, shard((12, 24, 24)))
        moved = bank.tint(torch.tensor([[[1] * 6 + [2] * 6] * 12] * 7, dtype=torch.uint8))
        self.assertLess(float(moved[:, :, :5].std()), 1e-6)
        self.assertNotEqual(float(moved[0, 0, 0]), float(moved[0, 0, 11]))

    def test_one_slice_and_small_pictures(self):
        batch = bank_of(CRYO, shard((1, 20, 24))).crops(4, 64)
        self.assertEqual(tuple(batch.grey.shape), (4, 1, 64, 64))
        self.assertEqual(mirror(torch.arange(-5, 9), 4).tolist(), [1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2])
        self.assertEqual(mirror(torch.arange(-2, 3), 1).tolist(), [0] * 5)

    def test_turning_by_nothing_is_the_middle_of_the_crop(self):
        generator = torch.Generator().manual_seed(3)
        grey = torch.arange(60.0).view(1, 1, 1, 60).expand(1, 2, 60, 60).contiguous()
        turned = warp(Batch(grey, torch.zeros(1, 60, 60, dtype=torch.uint8), torch.zeros(1, 60, 60, dtype=torch.bool)), 40, 0.0, generator)
        line = turned.grey[0, 0, 5]
        torch.testing.assert_close(line.mean(), torch.tensor(29.5), atol=0.01, rtol=0)
        self.assertTrue((line.diff() > 0).all())

    def test_augmentation_keeps_shapes_and_is_finite_on_constant_fields(self):
        generator = torch.Generator().manual_seed(0)
        for model in MODELS.values():
            for value in (0.0, -1.0, 6e4):
                grey = torch.full((16, len(model.offsets), 24, 24), value)
                batch = augment(Batch(grey, torch.zeros(16, 24, 24), torch.zeros(16, 24, 24)), model.policy, model.middle, generator)
                self.assertEqual(batch.grey.shape, grey.shape)
                self.assertTrue(torch.isfinite(batch.grey).all())

    def test_loss_ignores_unknown_voxels_and_falls_towards_the_truth(self):
        target = torch.randint(0, 6, (2, 16, 16), dtype=torch.uint8)
        target[:, :4] = IGNORE
        right = 8.0 * torch.nn.functional.one_hot(torch.where(target == IGNORE, 0, target).long(), 6).permute(0, 3, 1, 2).float()
        other = right.clone()
        other[:, :, :4] = torch.randn(2, 6, 4, 16)
        weights = class_weights(torch.ones(6))
        loss = lambda logits: segmentation_loss({"plain": logits}, target, torch.zeros(2, 16, 16), weights, XCT)
        torch.testing.assert_close(loss(right), loss(other))
        self.assertLess(float(loss(right)), float(loss(torch.zeros_like(right))))

    def test_a_broken_neck_costs_more_than_a_thinner_bar(self):
        target = torch.zeros(1, 48, 48, dtype=torch.uint8)
        target[:, 20:28, 4:44] = 1  # a bar of lithium
        truth = prepare(target, torch.ones(6), XCT)
        broken, thinner = truth.one_hot.clone(), truth.one_hot.clone()
        broken[:, 1, :, 22:26] = 0
        thinner[:, 1, 20:22] = 0
        self.assertLess(float(neck_loss(truth.one_hot, truth, XCT)), 0.02)
        self.assertGreater(float(neck_loss(broken, truth, XCT)), float(neck_loss(thinner, truth, XCT)))
        self.assertGreater(float(thin(truth.one_hot[:, 1:2]).sum()), 0)


class Figures(unittest.TestCase):
    def test_perfect_and_swapped(self):
        truth = class_table(XCT)[shard().codes] & IGNORE
        perfect = class_scores(confusion(truth, truth, 6), XCT)
        self.assertTrue(all(value == 1 for value in perfect.values()))
        wrong = class_scores(confusion((truth + 1) % 6, truth, 6), XCT)
        self.assertEqual(wrong["lithium"], 0)

    def test_every_code_has_one_class(self):
        for model in (XCT, FIB):
            self.assertEqual(sorted(model.phases), [1, 2, 3, 4, 5, 6])
        for model in MODELS.values():
            codes = [code for label in model.labels for code in label.codes]
            self.assertEqual(len(codes), len(set(codes)))
            self.assertEqual(int(class_table(model)[0]), IGNORE)
            self.assertEqual(int(class_table(model)[1 | DEAD]), model.names.index("lithium") | DEAD)
        self.assertEqual(CRYO.members(SEI), (2, 3))

    def test_volumes_are_right_after_the_shift(self):
        torch.manual_seed(0)
        truth = torch.randint(0, 6, (20_000,))
        logits = 2.0 * torch.nn.functional.one_hot(truth, 6).T.float() + torch.randn(6, 20_000)
        logits[2] += 1.5  # SEI is called too often
        samples = [Sample(logits, truth)]
        shift, report = volume_shift(samples, XCT)
        self.assertGreater(report["volume_ratio_before"]["sei"], 1.3)
        self.assertAlmostEqual(float(mean_ratio(samples, shift, 6)[2]), 1, delta=0.02)

    def test_temperature_of_overconfident_scores(self):
        torch.manual_seed(0)
        logits = torch.randn(40_000, 4)
        truth = torch.distributions.Categorical(logits=logits).sample()
        self.assertAlmostEqual(fit_temperature(3 * logits, truth), 3, delta=0.1)
        self.assertGreater(calibration_error(3 * logits, truth, 1.0), 5 * calibration_error(3 * logits, truth, 3.0))

    def test_foreign_vectors_lie_further_away(self):
        dice = np.random.default_rng(0)
        known = dice.normal(size=(300, 40)).astype(np.float32)
        projection = projection_of(known)
        bank = project(known, projection)
        np.testing.assert_allclose(bank.mean(0), 0, atol=1e-4)
        np.testing.assert_allclose(bank.std(0), 1, atol=1e-3)
        usual, foreign = (distances(project(v, projection), bank) for v in (dice.normal(size=(50, 40)), dice.normal(size=(50, 40)) + 3))
        self.assertGreater(auroc(usual, foreign), 0.99)
        self.assertEqual(auroc(np.array([0.0, 1]), np.array([2.0, 3])), 1)


class Reading(unittest.TestCase):
    def test_half_written_shards_are_passed_over_and_taken_in_later(self):
        import gzip
        import json

        with tempfile.TemporaryDirectory() as folder:

            def write(index: int, share: float) -> None:
                s = shard((4, 8, 8), index)
                data = gzip.compress(s.image.tobytes() + s.codes.tobytes())
                (Path(folder) / f"{index:06d}.bin.gz").write_bytes(data[: int(share * len(data))])
                (Path(folder) / f"{index:06d}.json").write_text(json.dumps({**s.header, "shape": [4, 8, 8]}))

            write(0, 1)
            write(1, 0.5)
            bank = Bank([folder], XCT, 1)
            self.assertEqual(len(bank), 1)
            write(1, 1)
            self.assertEqual((bank.refresh(), len(bank)), (1, 2))
            self.assertIsInstance(bank.pictures[1], Picture)


class DeadShareMargins(unittest.TestCase):
    def test_rank_with_the_correction_for_one_more_volume(self):
        scores = np.arange(1, 40) / 100  # 39 volumes: rank ceil(40 x 0.95) = 38
        self.assertEqual(conformal_quantile(scores[::-1], 0.95), 0.38)
        with self.assertRaises(SystemExit):
            conformal_quantile(scores[:18], 0.95)  # 19 are needed

    def test_margins_of_known_scores_and_clipping(self):
        share = np.full(39, 0.5)
        low, high = np.full(39, 0.5), np.full(39, 0.5)
        truth = 0.5 - np.arange(39) / 100  # misses below by 0, 1, ... 38 points, never above
        margins = fit_margins(share, low, high, truth)
        self.assertEqual(margins, {"below": 0.37, "above": 0.0, "coverage": 0.9, "volumes": 39})
        first, last = interval(np.array([0.3, 0.9]), np.array([0.2, 0.95]), np.array([0.6, 0.95]), margins | {"above": 0.5})
        np.testing.assert_allclose(first, [0, 0.53])
        np.testing.assert_allclose(last, [0.3 + 0.5 * (0.1 + 0.4**0.5), 0.95])

    def test_new_volumes_of_the_same_kind_are_covered(self):
        draw = np.random.default_rng(1)

        def volumes(count):
            truth = draw.beta(0.5, 5, count)
            share = np.clip(truth + draw.normal(0.03, 0.05, count), 0, 1)
            spread = draw.uniform(0, 0.1, (2, count))
            return share, np.clip(share - spread[0], 0, 1), np.clip(share + spread[1], 0, 1), truth

        covered = []
        for _ in range(40):
            margins = fit_margins(*volumes(60))
            share, low, high, truth = volumes(200)
            first, last = interval(share, low, high, margins)
            covered.append(((truth >= first) & (truth <= last)).mean())
        self.assertGreater(np.mean(covered), 0.9)

    def test_margins_come_from_the_rules_whatever_the_table_shows(self):
        scores = {"dead.measured": 0.3, "dead.low": 0.0, "dead.high": 0.9, "dead.rulesLow": 0.2, "dead.rulesHigh": 0.4, "dead.truth": 0.1}
        old = {"dead.measured": 0.3, "dead.low": 0.2, "dead.high": 0.4, "dead.truth": None}
        rows = [{"method": "a", "scores": scores}, {"method": "a", "scores": old}, {"method": "oracle", "scores": scores}]
        self.assertEqual([list(values) for values in numbers(rows, "a")], [[0.3], [0.2], [0.4], [0.1]])

    def test_a_line_of_the_description_is_replaced(self):
        with tempfile.TemporaryDirectory() as folder:
            rdf = Path(folder) / "rdf.yaml"
            rdf.write_text('config:\n  lithoscope:\n    border: 32\n    trained_on: {"cnr": [1, 2]}\n')
            for value in (1, 2):
                write_hint(rdf, "dead_share", {"below": value})
            self.assertEqual(rdf.read_text().splitlines()[2:], ["    border: 32", '    dead_share: {"below": 2}', '    trained_on: {"cnr": [1, 2]}'])


class UsualPictures(unittest.TestCase):
    def test_bands_and_deviations(self):
        table = np.stack([np.linspace(-1, 1, 41), np.zeros(41)], 1)
        found = bands(table)
        np.testing.assert_allclose(found, [[-0.95, 0, 0.95], [-0.15, 0, 0.15]], atol=1e-12)
        # three largest of two measures and of nothing: the mean over what there is
        np.testing.assert_allclose(deviation(np.array([[1.9, np.nan], [0.95, 0.3]]), found), [1.0, 1.5])

    def test_few_of_the_same_kind_stand_out_and_others_do(self):
        draw = np.random.default_rng(2)
        rows = lambda count, shift: [{str(k): v + shift * (k < 3) for k, v in enumerate(draw.normal(size=8))} for _ in range(count)]
        usual = fit_usual(rows(60, 0))
        found = np.array(list(usual["measures"].values()))
        lit = lambda given: np.mean([deviation(np.array([list(row.values())]), found)[0] > usual["warn"] for row in given])
        self.assertLess(lit(rows(400, 0)), 0.12)
        self.assertGreater(lit(rows(50, 5)), 0.95)


if __name__ == "__main__":
    unittest.main()
