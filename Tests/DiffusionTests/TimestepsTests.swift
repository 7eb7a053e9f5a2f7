import Container
import Diffusion
import Foundation
import Testing

private let conventions = (0..<6).compactMap(StepConvention.init)

@Suite struct TimestepsTests {
  private func sequence(
    _ convention: StepConvention, _ steps: Int, t0: Int = -1, timesteps: Int = 1000
  ) throws(DiffusionError) -> [Int] {
    try filled(steps, Int32(-7)) { slice throws(DiffusionError) in
      try Timesteps.fill(convention, t0: t0, timesteps: timesteps, into: slice)
    }.map(Int.init)
  }

  private struct Reference: Decodable {
    struct Arguments: Decodable {
      let S, custom_steps, t0, steps_offset: Int?
    }
    let convention: String
    let arguments: Arguments
    let sequence: [Int]
    let next: [Int]?
    let alphas_cumprod_after_last_step: String
  }

  private func convention(of reference: Reference) -> StepConvention? {
    let name = reference.convention
    if name.hasPrefix("asyrp") { return .asyrp }
    if name.hasPrefix("boundarydiffusion") { return .boundary }
    if name.contains("leading") { return reference.arguments.steps_offset == 0 ? .leading : nil }
    if name.hasPrefix("latent-diffusion") { return .compVis }
    return name.hasPrefix("cycle-diffusion") ? .cycle : nil
  }

  @Test func agreesWithPublishedSequences() throws {
    let data = try Fixture.data("timestep_sequences/sequences.json")
    var compared = 0
    for reference in try JSONDecoder().decode([Reference].self, from: data) {
      guard let convention = convention(of: reference) else { continue }
      let arguments = reference.arguments
      let steps = try #require(arguments.S ?? arguments.custom_steps)
      let own = try sequence(convention, steps, t0: arguments.t0 ?? -1)
      let isDescending = reference.sequence.first! > reference.sequence.last!
      let golden = isDescending ? reference.sequence.reversed() : reference.sequence
      // CycleDiffusion runs a part of its sequence; latent diffusion lists one time too many at 99.
      let common = min(own.count, golden.count)
      #expect(common >= min(steps, 12))
      #expect(Array(own.prefix(common)) == Array(golden.prefix(common)))
      if let next = reference.next {
        #expect(Array(([-1] + own).prefix(common)) == next)
      }
      #expect(
        convention.endsAtFirstAlphaBar
          == (reference.alphas_cumprod_after_last_step == "alphas_cumprod[0]"))
      compared += 1
    }
    #expect(compared == 17)
  }

  @Test func checkLists() throws {
    let list = """
      0 25 51 76 102 128 153 179 204 230 256 281 307 333 358 384 409 435 461 486 512 537 563 589 614 640
      666 691 717 742 768 794 819 845 870 896 922 947 973 999
      """
    #expect(try sequence(.asyrp, 40) == list.split { $0.isWhitespace }.map { Int($0)! })
    let ends: [(StepConvention, Int, Int)] = [
      (.leading, 10, 900), (.leading, 25, 960), (.leading, 40, 975), (.leading, 30, 957),
      (.haas, 30, 957), (.compVis, 50, 981), (.compVis, 99, 981), (.compVis, 100, 991),
      (.compVis, 999, 999), (.asyrp, 1000, 999), (.cycle, 1, 0), (.leading, 1, 0),
    ]
    for (convention, steps, last) in ends {
      #expect(try sequence(convention, steps).last == last)
    }
    #expect(try sequence(.asyrp, 1000) == Array(0..<1000))
    #expect(try sequence(.asyrp, 2, t0: 1, timesteps: 2) == [0, 1])
    #expect(try sequence(.haas, 10) == sequence(.leading, 10))
  }

  /// Every number of steps gives a rising sequence up to t0, or is refused.
  @Test(arguments: conventions, [-1, 1, 400, 999])
  func ascendsStrictly(convention: StepConvention, t0: Int) throws {
    let last = t0 == -1 ? 999 : t0
    var refused: [Int] = []
    for steps in 0...1002 {
      guard let times = try? sequence(convention, steps, t0: t0) else {
        refused.append(steps)
        continue
      }
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
      #expect(times.first! >= 0 && times.last! <= 999)
      if [.asyrp, .boundary].contains(convention) {
        #expect(times.first == 0 && times.last == last)
      }
    }
    let expected =
      switch convention {
      case .asyrp: [0, 1] + Array((last + 2)...1002)
      // Truncation loses units there: 16 would come twice.
      case .boundary: [0, 1] + (last == 1 ? [] : [last + 1]) + Array((last + 2)...1002)
      case .leading, .haas: [0, 1001, 1002]
      case .compVis: [0, 1000, 1001, 1002]
      case .cycle: [0] + Array((last + 2)...1002)
      }
    #expect(refused == expected)
  }

  @Test func errorsCarryTheValue() {
    for steps in [0, 1, 1001] {
      #expect(throws: DiffusionError(.steps, value: steps)) { try sequence(.asyrp, steps) }
    }
    #expect(throws: DiffusionError(.repeatedTimestep, value: 1000)) {
      try sequence(.boundary, 1000)
    }
    for t0 in [-2, 0, 1000, Int(Int32.min)] {
      #expect(throws: DiffusionError(.lastTimestep, value: t0)) { try sequence(.asyrp, 10, t0: t0) }
    }
    for timesteps in [1, 100_001] {
      #expect(throws: DiffusionError(.timestepCount, value: timesteps)) {
        try sequence(.asyrp, 10, timesteps: timesteps)
      }
    }
  }

  @Test func lastJumpOfAnInversionByHaas() {
    #expect(StepConvention.haas.timestepBeyond(900, steps: 10, timesteps: 1000) == 998)
    #expect(StepConvention.haas.timestepBeyond(800, steps: 10, timesteps: 1000) == 900)
    #expect(conventions.filter(\.invertsBeyondLastStep) == [.haas])
    #expect(conventions.count == 6 && StepConvention(rawValue: 6) == nil)
  }
}
