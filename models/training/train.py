"""Trains the network. Can be stopped at any moment and started again with the same command."""

from __future__ import annotations

import argparse
import copy
import json
import math
import os
import random
import time
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from augment import augment
from bank import Bank, Batch
from loss import class_weights, segmentation_loss
from model import CLASS_NAMES, StemUNet
from redraw import redraw
from scores import validate
from shards import read_folders


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", nargs="+", required=True, help="folders of training volumes")
    parser.add_argument("--validation", nargs="+", required=True, help="folders of validation volumes")
    parser.add_argument("--out", required=True, help="folder for checkpoint.pt and curve.jsonl")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int, help="length of the schedule")
    length.add_argument("--seconds", type=float, help="length of the schedule as time; fixed as steps after a short measurement")
    parser.add_argument("--stop-after", type=float, default=math.inf, help="seconds after which this run saves and stops")
    parser.add_argument("--start-from", help="checkpoint whose averaged weights a new run begins with")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=112)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--redraw-every", type=int, default=1, help="steps between two redrawn pictures")
    parser.add_argument("--save-every", type=float, default=60, help="seconds between checkpoints")
    parser.add_argument("--check-every", type=int, default=1000, help="steps between validations")
    parser.add_argument("--limit", type=int, help="use only so many volumes of each folder")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Average:
    """Exponential moving average of weights and batch-norm statistics, slower as training goes on."""

    def __init__(self, net: nn.Module):
        self.net = copy.deepcopy(net).eval()
        for parameter in self.net.parameters():
            parameter.requires_grad_(False)

    @torch.no_grad()
    def update(self, net: nn.Module, step: int) -> None:
        keep = min(0.999, (step + 1) / (step + 10))
        mine, theirs = self.net.state_dict(), net.state_dict()
        pairs = [(a, theirs[name]) for name, a in mine.items() if a.dtype.is_floating_point]
        torch._foreach_lerp_([a for a, _ in pairs], [b for _, b in pairs], 1 - keep)


def one_cycle(progress: float) -> float:
    """Warm-up over the first 8 %, then a cosine to nearly nothing."""
    if progress < 0.08:
        return 0.04 + 0.96 * progress / 0.08
    return 0.001 + 0.999 * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - 0.08) / 0.92)))


def zoomed(bank: Bank, count: int, crop: int, dice: random.Random) -> Batch:
    """Now and then a smaller crop is enlarged, so that features come in sizes the structures do not have."""
    if dice.random() >= 0.2:
        return bank.crops(count, crop)
    batch = bank.crops(count, int(crop * dice.uniform(0.65, 0.95)))
    grey = F.interpolate(batch.grey, size=(crop, crop), mode="bilinear", align_corners=False)
    target = F.interpolate(batch.target[:, None].float(), size=(crop, crop), mode="nearest")[:, 0].to(torch.uint8)
    return Batch(grey, target)


class Trainer:
    def __init__(self, args: argparse.Namespace):
        self.args = args
        self.out = Path(args.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(args.seed)
        torch.backends.cudnn.benchmark = True
        self.dice = random.Random(args.seed)
        self.bank = Bank(read_folders(args.shards, args.limit, args.threads), self.device, args.seed)
        self.validation = read_folders(args.validation, threads=args.threads)
        self.net = StemUNet().to(self.device, memory_format=torch.channels_last)
        self.average = Average(self.net)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=args.rate, weight_decay=1e-4)
        counts = self.bank.class_counts(len(CLASS_NAMES))
        self.weights = class_weights(counts)
        self.step = 0
        self.total: int | None = args.steps
        self.trained_seconds = 0.0
        self.resume()
        print(f"{len(self.bank)} volumes, device {self.device}, from step {self.step}, class weights {self.weights.tolist()}", flush=True)

    @property
    def checkpoint(self) -> Path:
        return self.out / "checkpoint.pt"

    def resume(self) -> None:
        if not self.checkpoint.exists():
            if self.args.start_from:
                weights = torch.load(self.args.start_from, map_location="cpu", weights_only=False)["average"]
                self.net.load_state_dict(weights)
                self.average.net.load_state_dict(weights)
            return
        state = torch.load(self.checkpoint, map_location="cpu", weights_only=False)
        self.net.load_state_dict(state["net"])
        self.average.net.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.total = state["step"], state["total"]
        self.trained_seconds = state["trained_seconds"]
        self.bank.generator.set_state(state["generator"])
        self.dice.setstate(state["dice"])

    def save(self) -> None:
        state = dict(net=self.net.state_dict(), average=self.average.net.state_dict(), optimizer=self.optimizer.state_dict())
        state |= dict(step=self.step, total=self.total, trained_seconds=self.trained_seconds)
        state |= dict(generator=self.bank.generator.get_state().cpu(), dice=self.dice.getstate(), volumes=len(self.bank))
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        os.replace(part, self.checkpoint)

    def log(self, record: dict) -> None:
        with open(self.out / "curve.jsonl", "a") as curve:
            curve.write(json.dumps(record) + "\n")
        print(json.dumps(record), flush=True)

    def one_step(self) -> Tensor:
        args = self.args
        for group in self.optimizer.param_groups:
            group["lr"] = args.rate * one_cycle(self.step / self.total if self.total else 0.0)
        if args.redraw_every and self.step % args.redraw_every == 0:
            which = self.dice.randrange(len(self.bank))
            self.bank.redraw(which, redraw(self.bank.structure(which), self.dice.randrange(1 << 40)))
        batch = augment(zoomed(self.bank, args.batch, args.crop, self.dice), self.bank.generator)
        grey = batch.grey.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            logits = self.net(grey)
        loss = segmentation_loss(logits, batch.target, self.weights)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimizer.step()
        self.average.update(self.net, self.step)
        self.step += 1
        return loss.detach()

    def measure_length(self) -> None:
        """Turns a schedule in seconds into steps: 20 steps to warm up, 40 to time."""
        if self.total is not None:
            return
        for _ in range(20):
            self.one_step()
        self.synchronise()
        start = time.monotonic()
        for _ in range(40):
            self.one_step()
        self.synchronise()
        per_step = (time.monotonic() - start) / 40
        self.total = max(100, int(0.95 * self.args.seconds / per_step))
        self.log({"event": "schedule", "steps": self.total, "seconds_per_step": round(per_step, 4)})

    def synchronise(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def run(self) -> None:
        begun = saved = time.monotonic()
        before = self.trained_seconds
        self.measure_length()
        losses: list[Tensor] = []
        assert self.total is not None
        while self.step < self.total:
            losses.append(self.one_step())
            if self.step % 100 == 0 or self.step == self.total:
                now = time.monotonic()
                self.trained_seconds = before + now - begun
                mean = float(torch.stack(losses).mean())
                losses.clear()
                if not math.isfinite(mean):
                    raise SystemExit(f"the loss is {mean} at step {self.step}: the last checkpoint is kept, lower --rate")
                self.log({"step": self.step, "loss": round(mean, 4), "seconds": round(self.trained_seconds, 1)})
                if now - saved > self.args.save_every:
                    self.save()
                    saved = now
                if now - begun > self.args.stop_after:
                    break
            if self.step % self.args.check_every == 0 or self.step == self.total:
                self.log({"step": self.step, "validation": validate(self.average.net, self.validation, self.device)})
        self.trained_seconds = before + time.monotonic() - begun
        self.save()


def main() -> None:
    args = options()
    torch.set_num_threads(args.threads)
    Trainer(args).run()


if __name__ == "__main__":
    main()
