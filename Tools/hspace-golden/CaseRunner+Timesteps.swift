import Foundation
import HSpaceLibrary

extension CaseRunner {
  /// One sequence of the case.
  private struct Sequence: Decodable {
    let convention: String
    let arguments: [String: Int]
    let sequence: [Int32]
    let next: [Int32]?
    let alphas_cumprod_after_last_step: String
  }

  /// Compares timesteps, what follows each, and where the last step ends: all exactly.
  func runTimesteps(_ golden: Case) throws {
    let file = try golden.required(golden.description.outputs["sequences"], "sequences")
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(golden.folder)/\(file.file)"))
    for sequence in try JSONDecoder().decode([Sequence].self, from: data) {
      let label = self.label(sequence)
      guard let convention = convention(of: sequence) else {
        tally.skip(golden.name, label)
        continue
      }
      try run(sequence, convention, golden.name, label)
    }
  }

  private func run(
    _ sequence: Sequence, _ convention: Convention, _ name: String, _ label: String
  ) throws {
    let steps = sequence.arguments["S"] ?? sequence.arguments["custom_steps"] ?? 0
    let (times, ends) = try convention.timesteps(
      steps, t0: sequence.arguments["t0"] ?? -1, T: 1000)
    let descends = sequence.sequence.first ?? 0 > sequence.sequence.last ?? 0
    let expected = descends ? sequence.sequence.reversed() : sequence.sequence
    // CompVis lists one more than asked for where S does not divide T; CycleDiffusion cuts.
    let count = min(steps, expected.count)
    var wrong = zip(times, expected).count { $0 != $1 } + max(0, count - times.count)
    if let next = sequence.next {
      wrong += zip(next, [-1] + times).count { $0 != $1 }
    }
    let expectedEnd = sequence.alphas_cumprod_after_last_step
    let depends = expectedEnd.contains(" if ")
    if !depends, ends != expectedEnd.hasPrefix("alphas_cumprod[0]") { wrong += 1 }
    tally.record(name, label, error: Double(wrong), limit: 0)
  }

  private func convention(of sequence: Sequence) -> Convention? {
    let conventions: [(String, Convention)] = [
      ("asyrp", .asyrp), ("boundarydiffusion", .boundary),
      ("diffusers DDIMScheduler, leading", .leading), ("latent-diffusion", .compvis),
      ("cycle-diffusion", .cycle),
    ]
    // With an offset of 1, diffusers' timesteps are those of latent diffusion.
    if sequence.arguments["steps_offset"] == 1, sequence.convention.contains("leading") {
      return .compvis
    }
    return conventions.first { sequence.convention.hasPrefix($0.0) }?.1
  }

  private func label(_ sequence: Sequence) -> String {
    let system = sequence.convention.prefix { $0 != ":" && $0 != "/" }.split(separator: ",")
      .prefix(2).joined(separator: ",")
    let arguments = sequence.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(system.replacing("DDIMScheduler, ", with: "")) \(arguments.joined(separator: " "))"
  }
}
