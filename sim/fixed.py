"""A dictionary that cannot be changed: it can be copied, pickled and compared like any other."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Fixed(dict[K, V]):
    """A dictionary that stays as it was made: to change it is a TypeError.

    A `MappingProxyType` would do, but cannot be sent to another process.
    """

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("this belongs to a scenario and cannot be changed; make a new one with scenario.with_(...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Fixed[K, V]], tuple[dict[K, V]]]:
        return Fixed, (dict(self),)
