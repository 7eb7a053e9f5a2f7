import ArgumentParser
import HSpaceLibrary

/// A second code, and how much of it.
struct MixOptions: ParsableArguments {
  @Option(help: "A second code, made with the same options.") var mix: String?

  @Option(
    parsing: .unconditional,
    help: "How much of the second code: 0 none, 1 (default) all, between: interpolated.")
  var amount: Double?

  @Option(help: "How codes are interpolated: linear, root (keeps noise's variance) or spherical.")
  var mixKind: Mixture.Kind?

  @Option(help: "Entries that are mixed, as 0:10 (from:to); 0 is x_T. (default: all)")
  var entries: EntryRange?

  func validate() throws {
    guard mix != nil || (amount == nil && mixKind == nil && entries == nil) else {
      throw ValidationError("--amount, --mix-kind and --entries need a second code: --mix.")
    }
    guard (amount ?? 0).isFinite else { throw ValidationError("--amount must be a number.") }
    guard mixKind != .root || (0...1).contains(amount ?? 1) else {
      throw ValidationError("--amount must be 0 to 1 with --mix-kind root.")
    }
  }

  /// The mixture, once it has been tried.
  func mixture(with code: Code) throws -> Mixture? {
    guard let mix else { return nil }
    let second = try about(mix) { () throws(LibraryError) in try Code(path: mix) }
    let mixture = Mixture(
      code, second, kind: mixKind ?? .spherical, amount: amount ?? 1,
      entries: entries?.range ?? 0..<Int(code.info.entries) + 1)
    try about(mix) { () throws(LibraryError) in _ = try mixture.entry(0) }
    return mixture
  }
}

/// A range of a code's entries.
struct EntryRange: ExpressibleByArgument {
  let range: Range<Int>

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let from = parts[0], let to = parts[1], from >= 0, to >= from,
      to <= 100_001
    else { return nil }
    range = from..<to
  }
}

extension Mixture.Kind: ExpressibleByArgument {
  package init?(argument: String) {
    guard let match = Self.allCases.first(where: { "\($0)" == argument }) else { return nil }
    self = match
  }

  package var defaultValueDescription: String { "\(self)" }
  package static var allValueStrings: [String] { allCases.map { "\($0)" } }
}
