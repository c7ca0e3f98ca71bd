"""The bundled networks as records: what they see, what they call, and how their pictures may be varied."""

from __future__ import annotations

from dataclasses import dataclass

IGNORE = 0x7F  # voxels of which the truth is unknown
DEAD = 0x80  # bit on lithium that no path of lithium joins to the collector


@dataclass(frozen=True)
class Label:
    name: str
    phase: int  # phase id of the program
    codes: tuple[int, ...]  # what the shards call it


@dataclass(frozen=True)
class Policy:
    """How a picture may be varied without becoming another kind of picture."""

    turned: float = 0.0  # share of crops with slices along x, where all directions look alike
    flip_z: bool = True  # whether the stack may be read backwards
    free: bool = False  # whether y is a direction like any other, and every turn allowed
    angle: float = 5.0  # degrees
    inverted: float = 0.02
    tint: float = 0.0  # how far the grey of a whole phase may move (its spread, normalised), where detectors differ much


@dataclass(frozen=True)
class Model:
    id: str
    modality: str
    title: str
    labels: tuple[Label, ...]
    offsets: tuple[int, ...]
    exits: tuple[str, ...]  # trained together on one trunk, each a package of its own
    policy: Policy
    inactive: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    @property
    def phases(self) -> tuple[int, ...]:
        return tuple(label.phase for label in self.labels)

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple("z0" if o == 0 else f"z{'m' if o < 0 else 'p'}{abs(o)}" for o in self.offsets)

    @property
    def middle(self) -> int:
        return self.offsets.index(0)

    def members(self, *phases: int) -> tuple[int, ...]:
        """Class indices of some phases."""
        return tuple(i for i, label in enumerate(self.labels) if label.phase in phases)


LITHIUM, SEI, ELECTROLYTE, PORE, COLLECTOR, OTHER = 1, 2, 3, 4, 5, 6


def solid_labels(filling: str, pore: str) -> tuple[Label, ...]:
    return (
        Label(filling, ELECTROLYTE, (3,)),
        Label("lithium", LITHIUM, (1,)),
        Label("sei", SEI, (2, 7)),
        Label(pore, PORE, (4,)),
        Label("collector", COLLECTOR, (5,)),
        Label("other", OTHER, (6,)),
    )


CRYO_LABELS = (
    Label("vacuum", PORE, (4,)),
    Label("lithium", LITHIUM, (1,)),
    Label("amorphous sei", SEI, (2,)),
    Label("crystalline sei", SEI, (7,)),
    Label("support", OTHER, (5, 6)),
)

MODELS = {
    model.id: model
    for model in (
        Model(
            "li-xct",
            "xct",
            "phases in X-ray tomograms of lithium-metal cells",
            solid_labels("electrolyte", "gas"),
            (-2, -1, 0, 1, 2),
            ("plain", "fine"),
            Policy(turned=0.35),
            inactive=True,
        ),
        # the back wall of a pore becomes a cut face a few slices later, so it looks further ahead than back
        Model(
            "li-fib",
            "fib",
            "phases in FIB-SEM stacks of lithium-metal deposits",
            solid_labels("electrolyte", "pore"),
            (-2, -1, 0, 1, 2, 4, 8),
            ("plain",),
            Policy(flip_z=False, angle=2.0, tint=0.25),
            inactive=True,
        ),
        Model(
            "li-cryo",
            "cryo",
            "lithium and its interphase in cryo-TEM and HAADF images",
            CRYO_LABELS,
            (0,),
            ("plain",),
            Policy(free=True, angle=45.0),
            inactive=False,
        ),
    )
}
