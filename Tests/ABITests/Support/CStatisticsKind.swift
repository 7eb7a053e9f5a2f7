import CHSpace

/// What statistics keep, as an argument of tests.
enum CStatisticsKind: CaseIterable, Sendable {
  case mean, rows, sketch

  var value: hsp_statistics_kind {
    switch self {
    case .mean: HSP_STATISTICS_MEAN
    case .rows: HSP_STATISTICS_ROWS
    case .sketch: HSP_STATISTICS_SKETCH
    }
  }

  var rank: Int { self == .sketch ? 6 : 0 }
}
