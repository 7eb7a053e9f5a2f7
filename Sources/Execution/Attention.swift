import CKernels
import Container
import Program

/// One lane's view of an attention step: items are tiles of queries of one head.
@safe
struct Attention {
  let executor: Executor
  let step: PlanStep
  let items: Int
  private let tiles: Int
  private let depth: Int
  private let scratch: UnsafeMutablePointer<Float>

  init(_ executor: Executor, _ step: PlanStep, lane: Int) {
    self.executor = executor
    self.step = step
    let heads = executor.plan.program.operation(Int(step.operation)).integer(0)
    let queries = executor.plan.extents[Int(step.a)]
    depth = Int(queries.channels) / heads
    tiles = (queries.pixels + Int(HSP_QUERY_TILE) - 1) / Int(HSP_QUERY_TILE)
    items = tiles * heads
    // Behind the fixed part of the lane's scratch, as planned; a multiple of 64 bytes.
    let base = unsafe executor.scratch + lane * Executor.laneStride(executor.plan)
    unsafe scratch = (base + Plan.startBytes + Plan.tapBytes).assumingMemoryBound(to: Float.self)
  }

  func run(item: Int) {
    let channels = Int(executor.plan.extents[Int(step.a)].channels)
    let queries = executor.plan.extents[Int(step.a)].pixels
    let channel = item / tiles * depth
    let first = item % tiles * Int(HSP_QUERY_TILE)
    var job = unsafe hsp_attention(
      query: executor.value(Int(step.a)).pointer + first * channels + channel,
      key: executor.value(Int(step.b)).pointer + channel,
      value: executor.value(Int(step.c)).pointer + channel,
      out: executor.value(Int(step.output)).pointer + first * channels + channel,
      stride: channels, queries: min(Int(HSP_QUERY_TILE), queries - first),
      keys: executor.plan.extents[Int(step.b)].pixels, depth: depth,
      scale: Float(1 / Double(depth).squareRoot()), scratch: scratch)
    // Heads and tiles are inside their values, as planned.
    unsafe executor.kernels.attend(&job)
  }
}
