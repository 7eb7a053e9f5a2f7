import Program
import ProgramFixtures

/// Walks a plan with a map of memory that says whose bytes lie where: an executor without numbers.
///
/// Knows nothing of lifetimes: a value is there until something is written over any of its bytes.
struct PlanChecker {
  private static let line = 64

  /// A value, or the scale and shift of a norm.
  enum Content: Hashable {
    case value(Int)
    case norm(Int)
  }

  let plan: Plan
  private var owners: [Content?]
  private(set) var faults: [String] = []

  init(_ plan: Plan) {
    self.plan = plan
    owners = [Content?](repeating: nil, count: (plan.valueBytes + Self.line - 1) / Self.line)
    for input in 0..<plan.program.inputCount { write(.value(input), step: -1) }
  }

  /// Runs steps and records what is wrong.
  mutating func run(_ steps: Range<Int>) {
    for index in steps {
      let step = plan.steps[index]
      let reads = reads(of: step)
      for content in reads { read(content, step: index) }
      let output: Content =
        step.kind == .moments ? .norm(Int(step.output)) : .value(Int(step.output))
      for content in reads where overlap(content, output) {
        // Only a residual may be overwritten as it is read: element by element, in its own place.
        let isInPlace =
          content == .value(Int(step.residual)) && place(content) == place(output)
          && ![step.a, step.b, step.c, step.vector].contains(step.residual)
        if !isInPlace { faults.append("step \(index) overwrites \(content) while it reads it") }
      }
      write(output, step: index)
    }
  }

  /// Expects values that a caller may read.
  mutating func expect(_ values: [Int]) {
    for value in values { read(.value(value), step: plan.stepCount) }
  }

  private func reads(of step: PlanStep) -> [Content] {
    let values = [step.a, step.b, step.c, step.vector, step.residual].filter { $0 >= 0 }
    let norm: [Content] = step.norm >= 0 ? [.norm(Int(step.norm))] : []
    return values.map { .value(Int($0)) } + norm
  }

  /// Bytes of a content in the arena.
  private func place(_ content: Content) -> Range<Int> {
    switch content {
    case .value(let value):
      let offset = plan.offset(ofValue: value)
      return offset..<offset + plan.extents[value].count * 4
    case .norm(let value):
      let offset = plan.offset(ofNorm: value)
      return offset..<offset + Int(plan.extents[value].channels) * 8
    }
  }

  private func overlap(_ left: Content, _ right: Content) -> Bool {
    place(left).overlaps(place(right))
  }

  private func lines(_ content: Content) -> Range<Int> {
    let place = place(content)
    return place.lowerBound / Self.line..<(place.upperBound + Self.line - 1) / Self.line
  }

  private mutating func read(_ content: Content, step: Int) {
    let lines = lines(content)
    guard lines.upperBound <= owners.count, lines.allSatisfy({ owners[$0] == content }) else {
      return faults.append("step \(step) reads \(content), which is not there")
    }
  }

  private mutating func write(_ content: Content, step: Int) {
    let place = place(content)
    guard place.lowerBound >= 0, place.lowerBound % Self.line == 0,
      place.upperBound <= plan.valueBytes
    else { return faults.append("step \(step) writes \(content) outside of the arena") }
    for line in lines(content) { owners[line] = content }
  }
}
