import Foundation
import Pictures

/// Mean distances along inversions: A(t) of the predicted x_0 and B(t) of x_t, from x_0 (Asyrp, section 4).
struct DistanceCurves: Equatable {
  /// What measured them; the column names say so.
  enum Measure: String, CaseIterable {
    case multiscale
    /// With AlexNet, as in the paper.
    case lpips
    case lpipsVGG = "lpips_vgg"

    /// The first line of a table.
    var header: String { "t,a_\(rawValue),b_\(rawValue)" }

    /// A(t) where edits begin, for texts that mean the same; nil: not known.
    ///
    /// For LPIPS the paper's; the other was found on toon64, where edits from there on neither miss nor repaint.
    var editThreshold: Double? {
      switch self {
      case .multiscale: 0.22
      case .lpips: 0.33
      case .lpipsVGG: nil
      }
    }

    /// B(t) where quality boosting begins; nil: not known.
    var boostThreshold: Double? {
      switch self {
      case .multiscale: 0.5
      case .lpips: 1.2
      case .lpipsVGG: nil
      }
    }
  }

  var measure = Measure.multiscale
  /// Rising.
  var times: [Int]
  var predicted: [Double]
  var inverted: [Double]

  /// The smallest t with A(t) at the threshold, which the cosine of source and target text scales; nil: it stays below.
  func editTimestep(textCosine: Double) -> Int? {
    measure.editThreshold.flatMap { first(predicted, $0 * textCosine) }
  }

  /// The smallest t with B(t) at the threshold.
  var boostTimestep: Int? { measure.boostThreshold.flatMap { first(inverted, $0) } }

  private func first(_ values: [Double], _ threshold: Double) -> Int? {
    values.firstIndex { $0 >= threshold }.map { times[$0] }
  }
}

extension DistanceCurves {
  /// The table as CSV: t, A and B.
  var csv: String {
    let rows = times.indices.map { "\(times[$0]),\(predicted[$0]),\(inverted[$0])" }
    return ([measure.header] + rows).joined(separator: "\n") + "\n"
  }

  /// Reads such a table.
  init(path: String) throws(Failure) {
    let content: String
    do { content = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Failure("\(path): cannot read: \(error.localizedDescription)")
    }
    let lines = content.split(whereSeparator: \.isNewline)
    guard let header = lines.first,
      let measure = Measure.allCases.first(where: { header == $0.header })
    else {
      throw Failure(
        "\(path): line 1 is none of \(Measure.allCases.map(\.header).joined(separator: " ")) "
          + "(hspace directions curves writes such tables)")
    }
    self.init(measure: measure, times: [], predicted: [], inverted: [])
    for (index, line) in lines.enumerated().dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 3, let time = Int(cells[0]), let a = Double(cells[1]),
        let b = Double(cells[2]), a.isFinite, b.isFinite, time > times.last ?? -1
      else { throw Failure("\(path): line \(index + 1) is not a rising t and two numbers") }
      times.append(time)
      predicted.append(a)
      inverted.append(b)
    }
    guard !times.isEmpty else { throw Failure("\(path): the table is empty") }
  }

  /// The curves with the timesteps that are found in them.
  func plot(textCosine: Double) -> Plot {
    let marks = [
      editTimestep(textCosine: textCosine).map { Plot.Mark("t_edit \($0)", x: Double($0)) },
      boostTimestep.map { Plot.Mark("t_boost \($0)", x: Double($0)) },
    ]
    func curve(_ label: String, _ values: [Double]) -> Plot.Curve {
      Plot.Curve(label, zip(times, values).map { (Double($0), $1) })
    }
    return Plot(
      title: "distance from x_0 (\(measure.rawValue))", axis: "t",
      curves: [curve("A: predicted x_0", predicted), curve("B: x_t", inverted)],
      marks: marks.compactMap { $0 })
  }
}
