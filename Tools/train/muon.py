"""Muon (Jordan et al. 2024) for convolutions, in float32."""

import math

import torch


def orthogonal(matrix: torch.Tensor, iterations: int = 5) -> torch.Tensor:
    """The matrix with all singular values near one: Newton-Schulz iterations with Jordan's coefficients."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(iterations):
        gram = x @ x.T
        x = 3.4445 * x + (2.0315 * gram @ gram - 4.7750 * gram) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonal, for weights of two and more dimensions (output first).

    torch.optim.Muon takes matrices only, and iterates in bfloat16, which most processors emulate. The update is scaled
    to the size of AdamW's (Liu et al. 2025, 0.2 sqrt(max(m, n))), so that both have the same learning rate.
    """

    def __init__(self, parameters, lr: float, momentum: float = 0.95):
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    self._step(weight, group["lr"], group["momentum"])

    def _step(self, weight: torch.Tensor, rate: float, momentum: float) -> None:
        state = self.state[weight]
        if not state:
            state["mean"] = torch.zeros_like(weight)
        state["mean"].mul_(momentum).add_(weight.grad)
        matrix = (weight.grad + momentum * state["mean"]).flatten(1)
        update = orthogonal(matrix).view(weight.shape)
        weight.sub_(update, alpha=rate * 0.2 * math.sqrt(max(matrix.shape)))
