import Container
import Program

extension Executor {
  /// Writes the sinusoidal embedding of a timestep: Ho, Jain, Abbeel 2020, section 4.
  ///
  /// Order and frequencies differ between code bases.
  ///
  /// Computed in double precision and rounded once: upstream's single-precision phases are off by 1e-5 at large t.
  func embed(_ step: PlanStep) {
    let operation = plan.program.operation(Int(step.operation))
    let out = value(Int(step.output))
    let t = Double(value(Int(step.a))[0])
    let half = operation.integer(0) / 2
    let cosinesFirst = operation.integer(1) == 1
    let shift = Double(operation.float(2))
    let decay = -Elementary.log(Double(operation.float(3))) / (Double(half) - shift)
    for index in 0..<half {
      let phase = t * Elementary.exp(decay * Double(index))
      let sine = Float(Elementary.sin(phase))
      let cosine = Float(Elementary.cos(phase))
      out[index] = cosinesFirst ? cosine : sine
      out[half + index] = cosinesFirst ? sine : cosine
    }
  }
}
