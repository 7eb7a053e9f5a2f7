#!/usr/bin/env python3
"""Times one evaluation of a U-Net in HSpace and in other runtimes, taking turns, and prints one table.

usage: compare.py [--models LIST] [--runtimes LIST] [--rounds N] [--seconds S] [--count N] [--json FILE]

Every round runs each runtime once, in a process of its own. A process evaluates the network until `seconds` have passed or
`count` evaluations are done, at least once, after two that do not count; where the first takes more than 5 seconds, it is the
only one. Figures are of all rounds together. The ratio is the runtime's median over that of hspace-int8 with the same model and
threads: above 1 it is slower. Peak memory is the most physical memory of the process (VmHWM), in MiB.

JSON: a list of rows {model, runtime, threads, median_ms, min_ms, peak_mb, ratio}; ratio is null without hspace-int8. A runtime
that fails has no row, and its last words are printed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

import artefacts

# Numbers of threads that each model is measured with, and its size.
MODELS = {"toon64": ((1, 2), 64), "celebahq256": ((2,), 256)}
RUNTIMES = ("torch-fp32", "torch-bf16", "ort-fp32", "ort-int8", "ov-fp32", "ov-bf16", "ov-int8",
            "hspace-f32", "hspace-int8")
REFERENCE = "hspace-int8"
TIMEOUT_SECONDS = 900


class Contestant:
    """One runtime with one model and a number of threads: its command, and what was measured."""

    def __init__(self, model, runtime, threads):
        self.model, self.runtime, self.threads = model, runtime, threads
        self.command = None
        self.times, self.peak, self.failure = [], 0, None

    def prepare(self, interpreter, options):
        limits = [str(options.seconds), str(options.count)]
        threads = str(self.threads)
        family, _, precision = self.runtime.partition("-")
        if family == "hspace":
            program = os.path.join(artefacts.ROOT, "build", "bin", "hspace")
            path = artefacts.hsm(self.model, precision, interpreter)
            self.command = [program, "bench", "--model", path, "--threads", threads, "--seconds", limits[0],
                            "--count", limits[1], "--json"]
            return
        if family == "torch":
            path = artefacts.folder(self.model, interpreter)
        else:
            path = artefacts.onnx(self.model, precision, interpreter)
        measure = os.path.join(artefacts.HERE, "measure.py")
        size = str(MODELS[self.model][1])
        self.command = [interpreter, measure, self.runtime, path, size, threads, *limits]

    def run(self):
        environment = os.environ | {"OMP_NUM_THREADS": str(self.threads)}
        result = subprocess.run(
            self.command, check=True, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, env=environment)
        answer = json.loads(result.stdout.strip().splitlines()[-1])
        answer = answer["runs"][0] if "runs" in answer else answer
        self.times += answer["times_ms"]
        self.peak = max(self.peak, answer["peak_bytes"])

    def attempt(self, action, *arguments):
        """Does one thing; whoever failed once is out, and the others go on."""
        if self.failure is not None:
            return
        try:
            action(*arguments)
        except (subprocess.SubprocessError, OSError, ValueError, LookupError) as error:
            words = (getattr(error, "stderr", None) or "").strip().splitlines()
            self.failure = words[-1] if words else str(error)
            print(f"{self}: failed: {self.failure}", file=sys.stderr, flush=True)

    def __str__(self):
        return f"{self.model} {self.runtime} threads={self.threads}"


def compete(contestants, rounds):
    """Every contestant's turn in every round, so that a slow minute of the machine is everybody's."""
    for number in range(rounds):
        for contestant in contestants:
            contestant.attempt(contestant.run)
            if contestant.failure is None:
                median = statistics.median(contestant.times)
                print(f"round {number + 1} of {rounds}: {contestant}: {median:.2f} ms", file=sys.stderr, flush=True)


def rows(contestants):
    measured = [contestant for contestant in contestants if contestant.times]
    medians = {(c.model, c.threads): statistics.median(c.times) for c in measured if c.runtime == REFERENCE}
    result = []
    for contestant in measured:
        median = statistics.median(contestant.times)
        reference = medians.get((contestant.model, contestant.threads))
        result.append({
            "model": contestant.model, "runtime": contestant.runtime, "threads": contestant.threads,
            "median_ms": round(median, 3), "min_ms": round(min(contestant.times), 3),
            "peak_mb": round(contestant.peak / 1048576, 1),
            "ratio": round(median / reference, 3) if reference else None,
        })
    return result


def table(measured):
    lines = ["| model | threads | runtime | median ms | min ms | peak MiB | ratio |", "|---|---|---|---|---|---|---|"]
    for row in measured:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        lines.append(f"| {row['model']} | {row['threads']} | {row['runtime']} | {row['median_ms']:.2f} "
                     f"| {row['min_ms']:.2f} | {row['peak_mb']:.1f} | {ratio} |")
    return "\n".join(lines)


def names(known):
    def parse(text):
        chosen = text.replace(",", " ").split()
        unknown = [name for name in chosen if name not in known]
        if unknown or not chosen:
            raise argparse.ArgumentTypeError(f"'{text}': known are {', '.join(known)}")
        return chosen
    return parse


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=names(MODELS), default=list(MODELS))
    parser.add_argument("--runtimes", type=names(RUNTIMES), default=list(RUNTIMES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--json", metavar="FILE")
    return parser.parse_args()


def main():
    options = arguments()
    os.makedirs(artefacts.WORK, exist_ok=True)
    peers = any(not runtime.startswith("hspace-") for runtime in options.runtimes)
    interpreter = artefacts.python(with_peers=peers)
    contestants = [
        Contestant(model, runtime, threads)
        for model in options.models for threads in MODELS[model][0] for runtime in options.runtimes]
    for contestant in contestants:
        contestant.attempt(contestant.prepare, interpreter, options)
    compete(contestants, options.rounds)
    measured = rows(contestants)
    print(table(measured))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(measured, file, indent=1)
            file.write("\n")
    failed = [contestant for contestant in contestants if contestant.failure is not None]
    if failed:
        print("failed: " + "; ".join(map(str, failed)), file=sys.stderr)
    # Another runtime may be missing here; HSpace may not.
    if not measured or any(contestant.runtime.startswith("hspace-") for contestant in failed):
        sys.exit(1)


if __name__ == "__main__":
    main()
