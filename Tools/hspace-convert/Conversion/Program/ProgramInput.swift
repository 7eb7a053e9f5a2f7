/// An input of a program, as the `PROG` section stores it.
struct ProgramInput: Equatable {
  /// Raw values as in the section.
  enum Kind: UInt32 {
    case picture = 0
    case timestep = 1
    case vector = 2
  }

  let name: String
  let kind: Kind
  let channels: Int
  let height: Int
  let width: Int
}
