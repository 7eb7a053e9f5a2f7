/// The networks that LPIPS was published with, up to their classifiers, as torchvision numbers their layers.
package enum PerceptualLayout: String, CaseIterable, Sendable {
  case alex
  case vgg

  /// A convolution, followed by ReLU.
  package struct Layer: Sendable {
    /// Its number among torchvision's `features`.
    package let number: Int
    /// Which of the five slices it belongs to; a slice's last features are compared.
    package let slice: Int
    /// Side of the squares of which the largest value is taken before, at every second pixel; 0: none.
    package var pool = 0
    package var kernel = 3
    package var stride = 1
    package var padding = 1

    /// The program of the model file.
    package var program: String { "features.\(number)" }

    /// A side of the convolution's input, which is pooled, and of its output.
    package func sides(of side: Int) -> (input: Int, output: Int) {
      let input = pool == 0 ? side : (side - pool) / 2 + 1
      return (input, (input + 2 * padding - kernel) / stride + 1)
    }
  }

  package var layers: [Layer] {
    switch self {
    case .alex:
      [
        Layer(number: 0, slice: 1, kernel: 11, stride: 4, padding: 2),
        Layer(number: 3, slice: 2, pool: 3, kernel: 5, padding: 2),
        Layer(number: 6, slice: 3, pool: 3), Layer(number: 8, slice: 4),
        Layer(number: 10, slice: 5),
      ]
    case .vgg:
      [
        Layer(number: 0, slice: 1), Layer(number: 2, slice: 1),
        Layer(number: 5, slice: 2, pool: 2), Layer(number: 7, slice: 2),
        Layer(number: 10, slice: 3, pool: 2), Layer(number: 12, slice: 3),
        Layer(number: 14, slice: 3), Layer(number: 17, slice: 4, pool: 2),
        Layer(number: 19, slice: 4), Layer(number: 21, slice: 4),
        Layer(number: 24, slice: 5, pool: 2), Layer(number: 26, slice: 5),
        Layer(number: 28, slice: 5),
      ]
    }
  }

  /// The smallest side of a picture of which every layer leaves something.
  package var smallestSide: Int { self == .alex ? 31 : 16 }
}
