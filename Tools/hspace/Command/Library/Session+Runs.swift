import CHSpace

/// A direction with its strength.
package struct Edit {
  package let influence: Influence
  package let strength: Float

  package init(_ influence: Influence, strength: Float) {
    self.influence = influence
    self.strength = strength
  }

  package init(direction: Direction, strength: Float) {
    self.init(.tensors(direction), strength: strength)
  }
}

extension Session {
  /// Turns the picture that the session holds into a latent code.
  package func invert(_ run: Run) throws(LibraryError) {
    try check(unsafe run.withOptions { options in unsafe hsp_session_invert(handle, options) })
  }

  /// Generates a picture from the latent code that the session holds.
  package func edit(_ edits: [Edit] = [], _ run: Run) throws(LibraryError) {
    try unsafe perform(edits, run) { list, options in
      unsafe hsp_session_edit(handle, list.baseAddress, list.count, options)
    }
  }

  /// Generates a picture from the noise of a seed.
  package func sample(_ seed: UInt64, _ run: Run) throws(LibraryError) {
    let status = unsafe run.withOptions { options in
      unsafe hsp_session_sample(handle, seed, options)
    }
    try check(status)
  }

  /// Goes on with an interrupted run.
  package func resume(_ edits: [Edit] = [], _ run: Run) throws(LibraryError) {
    try unsafe perform(edits, run) { list, options in
      unsafe hsp_session_resume(handle, list.baseAddress, list.count, options)
    }
  }

  /// Calls the library with the tensors of edits, and with a hook for their networks.
  func perform(
    _ edits: [Edit], _ run: Run,
    _ body: (UnsafeBufferPointer<hsp_edit>, UnsafePointer<hsp_run_options>) -> hsp_status
  ) throws(LibraryError) {
    var tensors: [(direction: Direction, strength: Float)] = []
    var networks: [(network: DirectionNetwork, coefficient: Float)] = []
    for edit in edits {
      switch edit.influence {
      case .tensors(let direction): tensors.append((direction, edit.strength))
      case .network(let network):
        try network.check(self)
        networks.append((network, network.coefficient(edit.strength, run, of: edits.count)))
      }
    }
    // The library balances those that it knows among themselves.
    let balance = (Float(tensors.count) / Float(max(1, edits.count))).squareRoot()
    if !networks.isEmpty { for index in tensors.indices { tensors[index].strength *= balance } }
    let influence = try networks.isEmpty ? nil : NetworkInfluence(self, networks, from: run.tEdit)
    let run = influence?.applied(to: run) ?? run
    // The edits keep their directions until the call returns.
    let status = withExtendedLifetime(edits) {
      let list = unsafe tensors.map {
        unsafe hsp_edit(direction: $0.direction.handle, strength: $0.strength)
      }
      return unsafe list.withUnsafeBufferPointer { list in
        unsafe run.withOptions { options in unsafe body(list, options) }
      }
    }
    if let failure = influence?.failure { throw failure }
    try check(status)
  }
}
