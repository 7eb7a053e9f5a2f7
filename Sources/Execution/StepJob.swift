import CPlatform
import Container
import Program

/// One phase of a step, cut into items that lanes take one after another.
///
/// Which lane takes which does not matter: no sum
/// crosses an item.
@safe
struct StepJob {
  enum Phase {
    case momentsOfChannels, peak, pack, fillSharedTile, convolve, condition, attend, add, codes
    case expand(Slab), quantise(Slab), transform(Slab), multiply(Slab)
  }

  let executor: Executor
  let step: PlanStep
  let phase: Phase
  let next: UnsafeMutablePointer<Int32>

  /// What workers call; context is a StepJob.
  static let lane: Workers.Task = { context, lane in
    let saved = hsp_fp_enter()
    // The executor passes a job that outlives the call.
    unsafe context.assumingMemoryBound(to: StepJob.self).pointee.run(lane: Int(lane))
    hsp_fp_leave(saved)
  }

  private func run(lane: Int) {
    switch phase {
    case .momentsOfChannels:
      let blocks = executor.momentBlocks(step)
      each(blocks) { executor.measure(step, block: $0) }
    case .peak: each(executor.peakItems(step)) { executor.measurePeak(step, item: $0) }
    case .pack:
      each(Int(executor.plan.extents[Int(step.a)].height)) { executor.pack(step, row: $0) }
    case .expand(let slab):
      let convolution = IntegerConvolution(executor, step, slab, lane: lane)
      each(slab.geometry.blocks) { convolution.expand(shared: $0) }
    case .quantise(let slab): each(slab.newRows) { executor.quantise(step, slab, row: $0) }
    case .transform(let slab): each(slab.tileRows) { executor.transform(slab, tileRow: $0) }
    case .multiply(let slab):
      let convolution = IntegerConvolution(executor, step, slab, lane: lane)
      each(convolution.items) { convolution.run(item: $0) }
    case .fillSharedTile:
      let geometry = executor.plan.geometry(step)
      each(geometry.kernel.inputRows(geometry.maximumRows)) {
        executor.fillSharedRow(step, geometry, $0)
      }
    case .convolve:
      let convolution = Convolution(executor, step, lane: lane)
      each(convolution.items) { convolution.run(item: $0) }
    case .condition:
      each(Int(executor.plan.extents[Int(step.output)].height)) {
        executor.condition(step, row: $0, lane: lane)
      }
    case .attend:
      let attention = Attention(executor, step, lane: lane)
      each(attention.items) { attention.run(item: $0) }
    case .codes:
      each(Int(executor.plan.extents[Int(step.a)].height)) { executor.quantise(step, row: $0) }
    case .add:
      each(Int(executor.plan.extents[Int(step.output)].height)) { executor.add(step, row: $0) }
    }
  }

  private func each(_ items: Int, _ body: (Int) -> Void) {
    while !executor.isCancelled {
      let item = unsafe Int(hsp_atomic_add(next, 1))
      if item >= items { return }
      body(item)
    }
  }
}
