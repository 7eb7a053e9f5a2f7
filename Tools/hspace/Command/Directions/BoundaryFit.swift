import CHSpace
import Foundation
import HSpaceLibrary
import Solvers

/// A boundary that was fitted to samples, with what it is worth.
struct BoundaryFit {
  /// The unit normal, with the plane's distance from the origin.
  let normal: Direction
  /// How many samples lie on their side.
  let report: String

  init(_ statistics: Statistics, _ split: BoundarySplit, name: String, _ model: Model) throws {
    let total = statistics.count
    let gram = try statistics.matrices(0).gram
    let machine = try SupportVectorMachine(
      gram: split.fitted.flatMap { row in split.fitted.map { gram[row * total + $0] } },
      isPositive: split.fitted.map { split.isPositive[$0] })
    func right(_ samples: [Int]) -> Int {
      samples.count { sample in
        let decision = machine.decision(split.fitted.map { gram[sample * total + $0] })
        return (decision > 0) == split.isPositive[sample]
      }
    }
    var coefficients = [Double](repeating: 0, count: total)
    for (index, sample) in split.fitted.enumerated() {
      coefficients[sample] = machine.coefficients[index]
    }
    normal = try Self.unit(statistics, coefficients, bias: machine.bias, name: name, model)
    var text = "\(right(split.fitted)) of \(split.fitted.count) fitted pictures on their side"
    if !split.heldOut.isEmpty {
      let found = right(split.heldOut)
      let share = 100 * Double(found) / Double(split.heldOut.count)
      text +=
        ", \(found) of \(split.heldOut.count) held out (\(String(format: "%.1f", share)) %)"
    }
    report = text
  }

  /// The normal of length 1; the samples' inner products were those of centred samples.
  private static func unit(
    _ statistics: Statistics, _ coefficients: [Double], bias: Double, name: String, _ model: Model
  ) throws -> Direction {
    let weights = try statistics.direction(coefficients, name: name)
    let info = try weights.describe()
    let (timestep, values) = try weights.entry(0)
    let length = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard length > 0 else { throw Failure("the samples of both sets have the same \(name)") }
    let shift = zip(try statistics.mean(0), values).reduce(0.0) { $0 + $1.0 * Double($1.1) }
    return try Direction(
      name: name, model: model,
      extents: Extents(
        channels: Int(info.channels), height: Int(info.height), width: Int(info.width)),
      steps: Int(info.steps), timesteps: [timestep],
      values: values.map { Float(Double($0) / length) },
      intercept: (bias - shift) / length)
  }
}
