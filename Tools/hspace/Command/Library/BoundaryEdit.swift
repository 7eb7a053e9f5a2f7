import CHSpace

/// One edit of BoundaryDiffusion: x at t_0 and h of its first step, placed at a signed distance.
package struct BoundaryEdit {
  /// x at t_0.
  package let x: [Float]
  /// What takes the place of h in the first step.
  package let h: [Float]
  /// Every later step takes the h that the network made one step earlier.
  package let asPublished: Bool

  package init(x: [Float], h: [Float], asPublished: Bool = false) {
    self.x = x
    self.h = h
    self.asPublished = asPublished
  }

  /// The run with this edit's hook: its eps goes into both terms of a step.
  package func applied(to run: Run) -> Run {
    var run = run
    var next: [Float]? = h
    run.symmetric = true
    run.changeH = { step, own in
      // Interrupted in its first step, a run begins that step again.
      if step.step == 0 { next = h }
      defer { next = asPublished ? own : nil }
      return next
    }
    return run
  }
}
