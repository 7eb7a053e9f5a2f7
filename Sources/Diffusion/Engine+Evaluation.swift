import Container
import Execution
import Program

/// What a named tensor is for; numbers as in hspace.h.
package enum TensorUse: UInt32 {
  case input = 0
  case output = 1
  case add = 2
  case replace = 3
}

/// A caller's channel-first tensor bound to a value of the program.
package struct Binding {
  package let value: Int
  package let use: TensorUse
  package let tensor: Slice<Float>

  package init(value: Int, use: TensorUse, tensor: Slice<Float>) {
    self.value = value
    self.use = use
    self.tensor = tensor
  }
}

/// The bindings of one evaluation.
package struct Bindings {
  package static let maximum = 32
  private var entries: InlineArray<32, Binding?> = InlineArray(repeating: nil)
  package private(set) var count = 0

  package init() {}

  /// Adds a binding; the caller has checked that there are at most 32.
  package mutating func append(_ binding: Binding) {
    entries[count] = binding
    count += 1
  }

  subscript(index: Int) -> Binding {
    guard let binding = entries[index] else { preconditionFailure() }
    return binding
  }
}

extension Engine {
  /// Evaluates the program once on named tensors; x and the latent code stay as they are.
  package func evaluate(_ bindings: Bindings) throws(RunFault) {
    try load(bindings)
    state.hasEditedEpsilon = false
    var first = 0
    while first < plan.stepCount {
      // Stop behind the next step whose value the caller wants to change.
      var end = plan.stepCount
      for index in 0..<bindings.count
      where bindings[index].use == .add || bindings[index].use == .replace {
        if let step = plan.step(computing: bindings[index].value), step >= first {
          end = min(end, step + 1)
        }
      }
      try run(first, end, next: end < plan.stepCount ? end : 0)
      change(bindings, after: end - 1)
      first = end
    }
    for index in 0..<bindings.count where bindings[index].use == .output {
      let value = bindings[index].value
      bindings[index].tensor.fillChannelFirst(from: executor.value(value), plan.extents[value])
    }
  }

  private func load(_ bindings: Bindings) throws(RunFault) {
    for input in 0..<plan.program.inputCount {
      var isGiven = false
      for index in 0..<bindings.count
      where bindings[index].use == .input && bindings[index].value == input {
        executor.value(input).fillChannelLast(from: bindings[index].tensor, plan.extents[input])
        isGiven = true
      }
      guard isGiven else { throw .missingInput }
    }
  }

  private func change(_ bindings: Bindings, after step: Int) {
    let value = Int(plan.steps[step].output)
    guard plan.steps[step].kind != .moments else { return }
    let extents = plan.extents[value]
    let channels = Int(extents.channels)
    let values = executor.value(value)
    for index in 0..<bindings.count where bindings[index].value == value {
      let tensor = bindings[index].tensor
      switch bindings[index].use {
      case .replace: values.fillChannelLast(from: tensor, extents)
      case .add:
        for pixel in 0..<extents.pixels {
          for channel in 0..<channels {
            values[pixel * channels + channel] += tensor[channel * extents.pixels + pixel]
          }
        }
      case .input, .output: break
      }
    }
  }
}
