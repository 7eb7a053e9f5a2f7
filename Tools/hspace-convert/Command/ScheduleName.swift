import ArgumentParser
import Diffusion

/// A noise schedule as written on the command line.
enum ScheduleName: String, ExpressibleByArgument, CaseIterable {
  case linear
  case scaledLinear = "scaled_linear"
  case cosine

  var kind: ScheduleKind {
    switch self {
    case .linear: .linear
    case .scaledLinear: .scaledLinear
    case .cosine: .cosine
    }
  }
}
