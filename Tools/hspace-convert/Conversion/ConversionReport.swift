import HSpaceLibrary

/// What a conversion made.
package struct ConversionReport {
  package let output: String
  package let family: Family
  package let parameters: Int
  /// The same of each program, in lines; none where there is one program.
  package let parts: [String]
  /// Tensors of the checkpoint.
  package let tensors: Int
  package let precision: ConversionOptions.Precision
  /// Bytes of the file.
  package let bytes: Int
  /// SHA-256 of source tensors and configuration.
  package let identity: [UInt8]
  /// What the user should know, such as assumed values.
  package let notes: [String]
  /// What became int8, and its weight error.
  package let quantised: [Quantisation.Tensor]

  /// The identity's first bytes in hexadecimal.
  package var identityPrefix: String {
    identity.prefix(6).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// Lines for people.
  package var summary: [String] {
    ["recognised: \(family.title)"] + parts + [
      """
      \(output): \(parameters) parameters in \(tensors) tensors, \(precision.rawValue), \
      \(bytes) bytes, identity \(identityPrefix)
      """
    ]
  }
}
