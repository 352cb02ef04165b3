"""How long the whole catalogue takes to verify, on two processes, and the median entry.

    python -m benchmarks.catalogue

The unit of the ratio is the time of one product of two 64 x 64 matrices of the ring, in the same run.
"""

from multiprocessing import Pool
from statistics import median
from time import perf_counter

from veckron import IDENTITIES, Ring, verify


def seconds(call):
    """The time of one call."""
    start = perf_counter()
    call()
    return perf_counter() - start


def entry(name):
    return name, seconds(lambda: verify(IDENTITIES[name]))


def main():
    ring = Ring(2)
    A, B = ring.draw(64, 64), ring.draw(64, 64)
    unit = min(seconds(lambda: A @ B) for _ in range(5))
    start = perf_counter()
    with Pool(2) as pool:
        times = pool.map(entry, IDENTITIES, chunksize=4)
    total = perf_counter() - start
    for name, time in sorted(times, key=lambda pair: -pair[1])[:10]:
        print(f"{time * 1e3:8.0f} ms  {name}")
    middle = median(time for _, time in times)
    print(f"{len(times)} entries in {total:.1f} s on two processes; median entry {middle * 1e3:.1f} ms")
    print(
        f"ratios to a product of two 64 x 64 matrices of the ring ({unit * 1e3:.0f} ms): {total / unit:.0f}, {middle / unit:.2f}"
    )


if __name__ == "__main__":
    main()
