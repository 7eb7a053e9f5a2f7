import Execution
import Foundation
import Program
import ProgramFixtures
import Testing

@testable import Container

/// Random programs whose weights are read from a file while they run.
struct WeightRoomTests {
  static let seeds = 1...24

  /// The bits of the same program with weights in place.
  private func expected(_ loaded: LoadedGraph, _ inputs: [[Float]]) throws -> [[UInt32]] {
    bits(try Run(loaded, .best, Workers()).evaluate(inputs))
  }

  @Test(arguments: seeds)
  func anyProgram(seed: Int) throws {
    let loaded = try LoadedGraph(RandomGraph.make(seed: UInt64(seed)))
    let inputs = loaded.graph.inputValues(seed: UInt64(seed) + 4000)
    let expected = try expected(loaded, inputs)
    for (mode, slots) in [(WeightMode.memory, 1), (.streamed, 1), (.streamed, 2)] {
      for lanes in [Lanes.inline, .pool, .reversed] {
        try lanes.run { workers in
          let file = try WeightFile(loaded.graph, mode, slots: slots)
          let run = try Run(loaded, .best, workers, Plan.Options()) { plan throws(ProgramError) in
            try file.source(plan)
          }
          #expect(bits(try run.evaluate(inputs)) == expected)
          // Again, with a guess of what comes next that is right, wrong, or nothing at all.
          let cut = run.plan.cutStep + 1
          for next in [0, cut, run.plan.stepCount] {
            run.set(inputs)
            try run.executor.run(0, cut, next: next)
            try run.executor.run(cut, run.plan.stepCount, next: next)
            #expect(bits(run.named) == expected)
          }
          #expect(run.isIntact && file.isIntact)
        }
      }
    }
  }

  /// The generator makes tensors that stay and tensors that don't.
  @Test func coverage() throws {
    var streaming = 0
    for seed in Self.seeds {
      let loaded = try LoadedGraph(RandomGraph.make(seed: UInt64(seed)))
      let one = try WeightFile(loaded.graph, .streamed, slots: 1)
      let two = try WeightFile(loaded.graph, .streamed, slots: 2)
      let plan = try loaded.plan()
      _ = try one.source(plan)
      _ = try two.source(plan)
      // A second slot is all that differs.
      if two.bytes > one.bytes { streaming += 1 }
      #expect(two.bytes <= 2 * one.bytes)
    }
    #expect(streaming > 4 && streaming < Self.seeds.count)
  }
}
