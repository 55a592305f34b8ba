"""A short sound, computed, so that the demo needs no audio file."""

import io
import math
import wave
from typing import Final

_RATE: Final = 8000
"""Samples a second."""


def chirp(*, seconds: float = 0.4, low: float = 900.0, high: float = 2400.0) -> bytes:
    """Give a tone that rises from `low` to `high` hertz, as the bytes of a WAV file (8 bit, mono)."""
    count = int(seconds * _RATE)
    samples = bytearray()
    for number in range(count):
        at = number / _RATE
        phase = 2 * math.pi * (low * at + (high - low) * at * at / (2 * seconds))
        loudness = math.sin(math.pi * number / count)  # fades in and out: no click at the ends
        samples.append(round(128 + 100 * loudness * math.sin(phase)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE)
        file.writeframes(bytes(samples))
    return out.getvalue()
