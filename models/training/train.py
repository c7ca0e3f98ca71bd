"""Trains one of the networks of models.py. Can be stopped at any moment and started again with the same command."""

from __future__ import annotations

import argparse
import copy
import json
import math
import os
import signal
import time
from pathlib import Path

import torch
from torch import Tensor, nn

from augment import augment
from bank import Bank
from loss import class_weights, segmentation_loss
from model import EXITS, StemUNet, start
from models import MODELS
from scores import validate


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, choices=sorted(MODELS))
    parser.add_argument("--exits", nargs="+", choices=sorted(EXITS), help="instead of those of the model")
    parser.add_argument("--shards", nargs="+", required=True, help="folders of training pictures; new ones are taken in while training runs")
    parser.add_argument("--validation", nargs="+", required=True, help="folders of validation pictures")
    parser.add_argument("--out", required=True, help="folder for checkpoint.pt and curve.jsonl")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int, help="length of the schedule")
    length.add_argument("--seconds", type=float, help="length of the schedule as training time")
    parser.add_argument("--stop-after", type=float, default=math.inf, help="seconds after which this run saves and stops")
    parser.add_argument("--start-from", help="checkpoint, of any of the models, whose averaged weights a new run begins with")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=112)
    parser.add_argument("--late-crop", type=int, default=160, help="crops of the last 15 %%, nearer to what runners see; batches shrink to match")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--save-every", type=float, default=60, help="seconds between checkpoints")
    parser.add_argument("--check-every", type=int, default=1000, help="steps between validations")
    parser.add_argument("--check-volumes", type=int, default=24)
    parser.add_argument("--limit", type=int, help="use only so many pictures of each folder")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Average:
    """Exponential moving average of weights and batch-norm statistics, slower as training goes on."""

    def __init__(self, net: nn.Module):
        self.net = copy.deepcopy(net).eval()
        for parameter in self.net.parameters():
            parameter.requires_grad_(False)
        mine, theirs = self.net.state_dict(), net.state_dict()
        names = [name for name, value in mine.items() if value.dtype.is_floating_point]
        # state_dict values are the very tensors of the nets, so the pairs stay right
        self.mine, self.theirs = [mine[n] for n in names], [theirs[n] for n in names]

    @torch.no_grad()
    def update(self, step: int) -> None:
        torch._foreach_lerp_(self.mine, self.theirs, 1 - min(0.999, (step + 1) / (step + 10)))


def one_cycle(progress: float) -> float:
    """Warm-up over the first 6 %, then a cosine to nearly nothing."""
    if progress < 0.06:
        return 0.04 + 0.96 * progress / 0.06
    return 0.001 + 0.999 * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - 0.06) / 0.94)))


class Trainer:
    def __init__(self, args: argparse.Namespace):
        self.args = args
        self.model = MODELS[args.model]
        self.out = Path(args.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(args.seed)
        torch.set_flush_denormal(True)
        self.bank = Bank(args.shards, self.model, args.seed, args.limit)
        checked = Bank(args.validation, self.model, args.seed).pictures
        self.checked = checked[:: max(1, len(checked) // args.check_volumes)][: args.check_volumes]
        self.net = StemUNet(self.model, tuple(args.exits or self.model.exits))
        self.weights = class_weights(self.bank.class_counts())
        self.step = 0
        self.seconds = 0.0
        self.lost = 0  # steps whose gradient was not finite
        self.stopping = False
        state = torch.load(self.checkpoint, map_location="cpu", weights_only=False) if self.checkpoint.exists() else None
        if state is None and args.start_from:
            start(args.start_from, self.net, self.model)
        self.net.to(self.device, memory_format=torch.channels_last)
        self.average = Average(self.net)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=args.rate, weight_decay=1e-4, fused=True)
        if state is not None:
            self.resume(state)
        self.weights = self.weights.to(self.device)
        weights = dict(zip(self.model.names, [round(w, 2) for w in self.weights.tolist()]))
        print(f"{self.model.id}: {len(self.bank)} pictures, {self.device}, from step {self.step}, class weights {weights}", flush=True)

    @property
    def checkpoint(self) -> Path:
        return self.out / "checkpoint.pt"

    @property
    def progress(self) -> float:
        args = self.args
        return min(1.0, self.step / args.steps if args.steps else self.seconds / args.seconds)

    def resume(self, state: dict) -> None:
        self.net.load_state_dict(state["net"])
        self.average.net.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds, self.weights = state["step"], state["trained_seconds"], state["weights"]
        self.bank.generator.set_state(state["generator"])

    def save(self) -> None:
        state = dict(model=self.model.id, exits=list(self.net.exits), net=self.net.state_dict(), average=self.average.net.state_dict())
        state |= dict(optimizer=self.optimizer.state_dict(), weights=self.weights.cpu(), generator=self.bank.generator.get_state())
        state |= dict(step=self.step, trained_seconds=self.seconds, volumes=len(self.bank), progress=self.progress)
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        os.replace(part, self.checkpoint)

    def log(self, record: dict) -> None:
        with open(self.out / "curve.jsonl", "a") as curve:
            curve.write(json.dumps(record) + "\n")
        print(json.dumps(record), flush=True)

    def crop_size(self) -> tuple[int, int]:
        """Crops per batch and their side; the voxels of a batch stay about the same."""
        args = self.args
        if self.progress < 0.85:
            return args.batch, args.crop
        return max(2, round(args.batch * (args.crop / args.late_crop) ** 2)), args.late_crop

    def one_step(self) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = self.args.rate * one_cycle(self.progress)
        batch = self.bank.batch(*self.crop_size())
        batch = augment(batch, self.model.policy, self.model.middle, self.bank.generator)
        grey = batch.grey.to(self.device).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            outputs = self.net(grey)
        target, dead = batch.target.to(self.device), batch.dead.to(self.device)
        necks = self.progress > 0.7 and self.step % 2 == 0
        loss = segmentation_loss(outputs, target, dead, self.weights, self.model, necks)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        if bool(torch.isfinite(norm)):
            self.optimizer.step()
            self.average.update(self.step)
        else:
            self.lost += 1
        self.step += 1
        return float(loss.detach())

    def report(self, losses: list[float]) -> None:
        finite = [value for value in losses if math.isfinite(value)]
        if 2 * len(finite) < len(losses):
            raise SystemExit(f"most losses before step {self.step} are not finite: the last checkpoint is kept, lower --rate")
        new = self.bank.refresh()
        record = {"step": self.step, "loss": round(sum(finite) / len(finite), 4), "seconds": round(self.seconds, 1)}
        self.log(record | {"progress": round(self.progress, 4), "pictures": len(self.bank)} | ({"lost": self.lost} if self.lost else {}))
        if new:
            print(f"{new} new pictures", flush=True)

    def stop(self, *_: object) -> None:
        self.stopping = True

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        begun = saved = time.monotonic()
        before = self.seconds
        losses: list[float] = []
        while self.progress < 1 and not self.stopping and time.monotonic() - begun < self.args.stop_after:
            losses.append(self.one_step())
            now = time.monotonic()
            self.seconds = before + now - begun
            if self.step % 100 == 0:
                self.report(losses)
                losses.clear()
            if now - saved > self.args.save_every:
                self.save()
                saved = now
            if self.step % self.args.check_every == 0:
                self.check()
        if self.progress >= 1 and self.step % self.args.check_every:
            self.check()
        self.save()

    def check(self) -> None:
        self.log({"step": self.step, "validation": validate(self.average.net, self.checked, self.model, self.device)})


def main() -> None:
    args = options()
    torch.set_num_threads(args.threads)
    Trainer(args).run()


if __name__ == "__main__":
    main()
