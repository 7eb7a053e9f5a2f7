import Foundation
import HSpaceLibrary

extension CaseRunner {
  /// Evaluates a direction network, and once more without the time.
  func runDirectionNetwork(_ golden: Case) throws {
    let session = try networks.session(for: golden, program: "direction", input: "h")
    let given: [NamedTensor] = [
      .input("h", try golden.input("h").floats), .input("temb", try golden.input("temb").floats),
    ]
    let time = try session.extents(of: "time").count
    let variants: [(String, [NamedTensor])] = [
      ("dh", []), ("dh_without_temb", [.replace("time", [Float](repeating: 0, count: time))]),
    ]
    for (name, changes) in variants where golden.description.outputs[name] != nil {
      var tensors = given + changes
      tensors.append(.output("dh", count: try session.extents(of: "dh").count))
      try session.evaluate(&tensors)
      try compare(golden, name, tensors[tensors.count - 1].values)
    }
  }
}
