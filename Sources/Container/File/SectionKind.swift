/// What a section holds: four ASCII characters, the first in the lowest byte.
package struct SectionKind: RawRepresentable, Equatable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  private init(_ a: Unicode.Scalar, _ b: Unicode.Scalar, _ c: Unicode.Scalar, _ d: Unicode.Scalar) {
    rawValue = a.value | b.value << 8 | c.value << 16 | d.value << 24
  }

  /// Key and value strings.
  package static var metadata: SectionKind { SectionKind("M", "E", "T", "A") }
  /// Tensor descriptors.
  package static var tensors: SectionKind { SectionKind("T", "E", "N", "S") }
  /// Tensor payloads.
  package static var weights: SectionKind { SectionKind("W", "G", "H", "T") }
  /// A program.
  package static var program: SectionKind { SectionKind("P", "R", "O", "G") }
  /// The noise schedule.
  package static var schedule: SectionKind { SectionKind("S", "C", "H", "D") }
  /// A direction in h-space.
  package static var direction: SectionKind { SectionKind("D", "I", "R", "N") }
  /// A latent code.
  package static var latent: SectionKind { SectionKind("L", "A", "T", "N") }

  /// Statistics of samples.
  package static var statistics: SectionKind { SectionKind("S", "T", "A", "T") }

  /// The noises of a latent code.
  package static var code: SectionKind { SectionKind("C", "O", "D", "E") }

  /// The four characters, for messages; what is not printable ASCII becomes a question mark.
  package var characters: InlineArray<4, UInt8> {
    InlineArray { index in
      let byte = UInt8(truncatingIfNeeded: rawValue >> (8 * UInt32(index)))
      return byte > 0x20 && byte < 0x7F ? byte : 0x3F
    }
  }

  /// The kind of file that such a section makes; nil when any file may have it, or the kind is not
  /// known.
  var fileKind: FileKind? {
    switch self {
    case .tensors, .weights, .program, .schedule: .model
    case .direction: .directions
    case .latent, .code: .latent
    case .statistics: .statistics
    default: nil
    }
  }

  /// How many such sections a file may have; nil for an unknown kind.
  var limit: Int? {
    switch self {
    case .metadata, .tensors, .weights, .schedule, .latent, .code, .statistics: 1
    case .program: 16
    case .direction: 32
    default: nil
    }
  }

  /// What a section's offset is a multiple of.
  package var alignment: Int {
    self == .weights ? FileLayout.weightAlignment : FileLayout.alignment
  }
}
