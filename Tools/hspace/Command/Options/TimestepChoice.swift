import ArgumentParser

/// A timestep, or `auto` where it is to be found.
enum TimestepChoice: ExpressibleByArgument, Equatable {
  case automatic
  case at(Int)

  init?(argument: String) {
    if argument == "auto" {
      self = .automatic
    } else if let number = Int(argument) {
      self = .at(number)
    } else {
      return nil
    }
  }
}
