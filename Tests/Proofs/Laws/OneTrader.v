(** L3 in v1 with one trader: after a change of K the total size and the adjusted position may differ by more than a
    wei. The position is carried over from a curve rebuilt from the cumulative notional, as if all trades had been one;
    each trade has left up to a wei of base more than that in the pool. *)

From VAMM Require Export Spec.Settlement.

Local Open Scope Z_scope.

Definition unit (n : Z) : Z := n * ONE.
Definition at_block (n : Z) : block := Block n (1600000000 + 15 * n).

(** 40000 and 100 units of reserves, and a trader with enough tokens of 18 decimals. *)
Definition new_house (p : pool) : house :=
  House p (fun _ => no_position) 0 0 0 (fun a => if String.eqb a "alice"%string then unit 1000000000 else 0) 18 0
    (ONE / 10) (ONE / 16) 0 0 false (Ownership (Some founder) None) None (fun _ => false)
    (Some toll_pool_contract) true (Some vault) true false (fun _ => None) [].

(** Four orders of one trader without leverage, a change of K by 1.1, and the adjustment. *)
Definition one_trader_and_a_change_of_K : outcome (Z * Z) :=
  let! p := create_pool v1 (unit 40000) (unit 100) ONE 0 0 0 86400 "owner"%string vault (at_block 0) in
  let! p := set_open p "owner"%string true (at_block 0) in
  let h := new_house p in
  let! h := open_position h "alice"%string buy (unit 40000) ONE 0 (at_block 1) in
  let! h := open_position h "alice"%string buy 82060 ONE 0 (at_block 2) in
  let! h := open_position h "alice"%string sell 79670881238145410847 ONE 0 (at_block 3) in
  let! h := open_position h "alice"%string sell 65374934760681792468 ONE 0 (at_block 4) in
  let! (p, _) := migrate_liquidity (amm h) "owner"%string (11 * ONE / 10) 0 (at_block 5) in
  let! h := adjust_position (h <| amm := p |>) "alice"%string in
  Value (total_size (amm h), size (positions h "alice"%string)).

Theorem L3_in_v1_one_trader_is_off_by_two_wei :
  one_trader_and_a_change_of_K = Value (45763912112709354806, 45763912112709354808).
Proof. vm_compute. reflexivity. Qed.
