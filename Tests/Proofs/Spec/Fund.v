(** The insurance fund's own calls and the quote token's. *)

From VAMM Require Export Spec.Settlement.

Definition require_founder (sender : account) : outcome unit :=
  require (String.eqb sender founder) "PerpFiOwnableUpgrade: caller is not the owner".

Inductive fund_call : Set :=
| AddAmm
| RemoveAmm
| SetBeneficiary (a : option account)
| RemoveToken.

(* SPEC M8 *)
Definition configure_fund (h : house) (sender : account) (c : fund_call) : outcome house :=
  let! _ := require_founder sender in
  match c with
  | AddAmm => check! negb (on_list h) else "amm already added" in Value (emit AmmAdded (h <| on_list := true |>))
  | RemoveAmm => check! on_list h else "amm not existed" in Value (emit AmmRemoved (h <| on_list := false |>))
  | SetBeneficiary a => Value (h <| beneficiary := a |>)
  | RemoveToken =>
      check! token_known h else "token not existed" in
      check! balances h fund =? 0 else "Exchange swap error" in Value (emit TokenRemoved (h <| token_known := false |>))
  end.

Inductive token_call : Set :=
| Transfer (payee : option account) (u : Z)
| Approve (spender : option account) (u : Z)
| PauseToken (paused : bool).

(* SPEC M9 *)
Definition token_called (h : house) (sender : account) (c : token_call) : outcome house :=
  match c with
  | Transfer None _ => Revert "ERC20: transfer to the zero address"
  | Transfer (Some payee) u =>
      check! negb (token_paused h) else "ERC20Pausable: token transfer while paused" in
      check! u <=? balances h sender else "ERC20: transfer amount exceeds balance" in
      Value (move_units h sender payee u)
  | Approve None _ => Revert "ERC20: approve to the zero address"
  | Approve (Some spender) u =>
      Value (if String.eqb spender vault then h <| allowances := update (allowances h) sender (Some u) |> else h)
  | PauseToken true =>
      let! _ := require_founder sender in
      check! negb (token_paused h) else "Pausable: paused" in
      Value (emit (TokenPaused sender) (h <| token_paused := true |>))
  | PauseToken false =>
      let! _ := require_founder sender in
      check! token_paused h else "Pausable: not paused" in
      Value (emit (TokenUnpaused sender) (h <| token_paused := false |>))
  end.
