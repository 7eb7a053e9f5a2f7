"""The two styles of faces: what is drawn, how it is cropped, and what the attributes mean."""

from dataclasses import dataclass, field

PASTELS = ["b6e3f4", "c0aede", "ffd5dc", "ffdfbf"]
HAIR_COLORS = ["2c1b18", "d6b370", "724133", "a55728", "b58143"]
"""Toon-head's own; both styles are drawn with them. Their order decides which face a number gives."""
SHARED_LABELS = {
    "mouth": "mouthVariant",
    "eyes": "eyesVariant",
    "eyebrows": "eyebrowsVariant",
    "hair_color": "hairColor",
    "skin_color": "skinColor",
    "clothes": "clothesVariant",
    "clothes_color": "clothesColor",
    "background": "backgroundColor",
}
PARTS = ["mouth", "eyes", "eyebrows", "facial_hair", "hair", "hair_color", "skin_color"]
"""Labels of what a linear probe reads from h in training, beside the attributes."""
OPTIONAL = {"facial_hair", "rear_hair"}
"""Labels of parts that a face may lack."""
ATTRIBUTES = ["smile", "beard", "long-hair", "dark-skin", "eyes-closed"]


@dataclass(frozen=True)
class Style:
    """A DiceBear style, aligned and labelled."""

    name: str
    """The style's file, and the prefix of the faces' seeds."""
    crop: tuple[float, float, float, float]
    """Left, top, right and bottom of the face, in widths of the drawing."""
    labels: dict[str, str]
    """Label -> the renderer's resolved option that it is taken from."""
    attributes: dict[str, tuple[str, set[str]]]
    """Attribute -> a label and the values at which the attribute is present."""
    options: dict = field(default_factory=dict)
    """What is drawn, where not everything that the style has."""


TOON = Style(
    name="toon-head",
    crop=(0.14, 0.10, 0.86, 0.82),
    labels=SHARED_LABELS
    | {"facial_hair": "beardVariant", "rear_hair": "rearHairVariant", "hair": "hairVariant"},
    attributes={
        "smile": ("mouth", {"laugh"}),
        "beard": ("facial_hair", {"chin", "chinMoustache", "fullBeard", "longBeard"}),
        "long-hair": ("rear_hair", {"longStraight", "longWavy", "shoulderHigh"}),
        "dark-skin": ("skin_color", {"#5c3829", "#a36b4f"}),
        "eyes-closed": ("eyes", {"bow", "humble"}),
    },
)

# The skins, the hair colours and the cuts that have a counterpart in toon-head; no hats, glasses or caricatures.
AVATAAARS = Style(
    name="avataaars",
    crop=(0.15, 0.05, 0.85, 0.75),
    labels=SHARED_LABELS
    | {"facial_hair": "facialHairVariant", "hair": "topVariant", "facial_hair_color": "facialHairColor"},
    attributes={
        "smile": ("mouth", {"smile"}),
        "beard": ("facial_hair", {"beardLight", "beardMajestic", "beardMedium"}),
        "long-hair": ("hair", {"bigHair", "bob", "curly", "miaWallace", "straight01", "straight02", "straightAndStrand"}),
        "dark-skin": ("skin_color", {"#614335", "#ae5d29"}),
        "eyes-closed": ("eyes", {"closed", "happy"}),
    },
    options={
        "accessoriesProbability": 0,
        "facialHairProbability": 40,
        "facialHairVariant": ["beardLight", "beardMajestic", "beardMedium"],
        "topVariant": [
            "bigHair", "bob", "bun", "curly", "miaWallace", "shortFlat", "shortRound", "shortWaved",
            "straight01", "straight02", "straightAndStrand", "theCaesar",
        ],
        "mouthVariant": ["concerned", "sad", "serious", "smile", "twinkle"],
        "eyesVariant": ["closed", "default", "happy", "surprised", "wink"],
        "eyebrowsVariant": ["angryNatural", "defaultNatural", "flatNatural", "raisedExcitedNatural", "sadConcernedNatural"],
        "clothesVariant": ["blazerAndShirt", "collarAndSweater", "hoodie", "overall", "shirtCrewNeck", "shirtVNeck"],
        "hairColor": HAIR_COLORS,
        "facialHairColor": HAIR_COLORS,
        "skinColor": ["614335", "ae5d29", "d08b5b", "edb98a", "ffdbb4"],
    },
)  # fmt: skip

STYLES = {style.name: style for style in (TOON, AVATAAARS)}


def present(style: Style, attribute: str, labels: dict[str, str]) -> bool:
    """Whether a face with these labels has the attribute."""
    label, values = style.attributes[attribute]
    return labels[label] in values
