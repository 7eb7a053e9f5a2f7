import CKernels
import Container
import Execution
import Program

extension Engine {
  /// Runs encoder and middle at x and t; h is then in the network.
  func encode(t: Int) throws(RunFault) {
    copy(buffers.x, to: executor.value(unet.x))
    executor.value(unet.t)[0] = Float(t)
    try run(0, plan.cutStep + 1, next: plan.cutStep + 1)
    copy(executor.value(unet.h), to: buffers.h)
    state.hasH = true
  }

  /// Runs the decoder on what is in the network; `again` if it will be run once more.
  func decode(again: Bool = false) throws(RunFault) {
    try run(plan.cutStep + 1, plan.stepCount, next: again ? plan.cutStep + 1 : 0)
  }

  /// Runs the steps `first ..< end`, of which `next` will most likely be followed.
  func run(_ first: Int, _ end: Int, next: Int) throws(RunFault) {
    do throws(ExecutionError) {
      try executor.run(first, end, next: next)
    } catch { throw RunFault(error, plan.tensors) }
  }

  /// out = sum of coefficients times slices of equal length.
  func combine(_ terms: InlineArray<3, Term>, count: Int, to out: Slice<Float>) {
    var job = unsafe hsp_combination(
      in: (
        UnsafePointer(terms[0].values.pointer), UnsafePointer(terms[1].values.pointer),
        UnsafePointer(terms[2].values.pointer), nil
      ), c: (terms[0].factor, terms[1].factor, terms[2].factor, 0), terms: Int32(count),
      count: out.count, out: out.pointer)
    // All slices are pictures.
    unsafe kernels.combine(&job)
  }

  /// A summand of `combine`.
  struct Term {
    let factor: Float
    let values: Slice<Float>

    init(_ factor: Float, _ values: Slice<Float>) {
      self.factor = factor
      self.values = values
    }
  }

  func copy(_ from: Slice<Float>, to: Slice<Float>) {
    precondition(from.count == to.count)
    // Both hold count floats.
    unsafe to.pointer.update(from: from.pointer, count: from.count)
  }
}
