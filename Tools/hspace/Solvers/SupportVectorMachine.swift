import CSVM

/// A linear boundary between two classes of vectors of which inner products are known, by libsvm.
///
/// C-SVC of a precomputed kernel, which is what the published boundaries are: the bias is not regularised.
package struct SupportVectorMachine {
  /// alpha_j y_j for each training sample: the normal is the sum of the samples times these.
  package let coefficients: [Double]
  /// Of the decision: inner product with the normal plus this.
  package let bias: Double

  /// Fits a boundary; `isPositive` says on which side each sample belongs.
  package init(
    gram: [Double], isPositive: [Bool], c: Double = 1, tolerance: Double = 1e-3
  ) throws(SolverError) {
    let size = isPositive.count
    precondition(gram.count == size * size)
    guard isPositive.contains(true), isPositive.contains(false) else { throw .oneClass }
    // The negative ones first, as scikit-learn does: the solver then stops at the same point.
    let order =
      isPositive.indices.filter { !isPositive[$0] } + isPositive.indices.filter { isPositive[$0] }
    // Every row is its number, its kernel values, and an end.
    let width = size + 2
    var nodes = [svm_node](repeating: svm_node(index: -1, value: 0), count: size * width)
    for (row, sample) in order.enumerated() {
      nodes[row * width] = svm_node(index: 0, value: Double(row + 1))
      for (column, other) in order.enumerated() {
        nodes[row * width + 1 + column] = svm_node(
          index: Int32(column + 1), value: gram[sample * size + other])
      }
    }
    var labels = order.map { isPositive[$0] ? 1.0 : 0.0 }
    var parameters = unsafe svm_parameter()
    unsafe parameters.svm_type = Int32(C_SVC)
    unsafe parameters.kernel_type = Int32(PRECOMPUTED)
    unsafe parameters.C = c
    unsafe parameters.eps = tolerance
    unsafe parameters.cache_size = 100
    unsafe parameters.shrinking = 1
    unsafe svm_set_print_string_function { _ in }
    let found = try unsafe Self.train(&nodes, width, &labels, &parameters)
    var coefficients = found.0
    for (index, sample) in order.enumerated() { coefficients[sample] = found.0[index] }
    self.coefficients = coefficients
    bias = found.1
  }

  private static func train(
    _ nodes: inout [svm_node], _ width: Int, _ labels: inout [Double],
    _ parameters: inout svm_parameter
  ) throws(SolverError) -> ([Double], Double) {
    var coefficients = [Double](repeating: 0, count: labels.count)
    var bias = 0.0
    var complaint: String?
    unsafe nodes.withUnsafeMutableBufferPointer { nodes in
      unsafe labels.withUnsafeMutableBufferPointer { labels in
        guard let first = nodes.baseAddress else { return }
        // The rows lie in the nodes, which outlive the model.
        var rows = unsafe labels.indices.map { unsafe Optional(first + $0 * width) }
        unsafe rows.withUnsafeMutableBufferPointer { rows in
          var problem = unsafe svm_problem(
            l: Int32(labels.count), y: labels.baseAddress, x: rows.baseAddress)
          if let message = unsafe svm_check_parameter(&problem, &parameters) {
            complaint = unsafe String(cString: message)
            return
          }
          var model = unsafe svm_train(&problem, &parameters)
          defer { unsafe svm_free_and_destroy_model(&model) }
          guard let found = unsafe model?.pointee, let dual = unsafe found.sv_coef[0] else {
            return
          }
          // libsvm's positive side is that of the label it met first.
          let sign = unsafe found.label[0] == 1 ? 1.0 : -1.0
          for index in unsafe 0..<Int(found.l) {
            unsafe coefficients[Int(found.sv_indices[index]) - 1] = sign * dual[index]
          }
          bias = unsafe -sign * found.rho[0]
        }
      }
    }
    if let complaint { throw .parameters(complaint) }
    return (coefficients, bias)
  }

  /// The decision for a sample with these inner products with the training samples.
  package func decision(_ products: [Double]) -> Double {
    precondition(products.count == coefficients.count)
    return zip(products, coefficients).reduce(bias) { $0 + $1.0 * $1.1 }
  }
}
