(** L3 in v2: the sizes of all positions add up to the pool's total, after every call but a settlement. *)

From VAMM Require Export Laws.Arithmetic.

(** By how much a swap moves the total size: a buyer's base is added. *)
Definition bought (quote_direction : direction) (b : Z) : Z := match quote_direction with add => b | remove => - b end.

Lemma move_reserves_moves_size : forall p t,
  post (move_reserves p t) (fun p' => version p' = version p /\
    total_size p' = total_size p + bought (quote_direction t) (traded_base t)).
Proof.
  intros p [[|] q b]; unfold move_reserves; repeat next fail; computed; split; cbn; try reflexivity; lia.
Qed.

Lemma record_reserves_keeps : forall p now,
  version (record_reserves p now) = version p /\ total_size (record_reserves p now) = total_size p.
Proof.
  intros p now. unfold record_reserves. destruct (snapshots p) as [|latest before]; [split; reflexivity|].
  destruct (snapshot_block latest =? block_number now); split; reflexivity.
Qed.

Lemma update_reserves_moves_size : forall p t rule now,
  post (update_reserves p t rule now) (fun p' => version p' = version p /\
    total_size p' = total_size p + bought (quote_direction t) (traded_base t)).
Proof.
  intros p t rule now. unfold update_reserves. next fail; repeat next ltac:(apply move_reserves_moves_size);
    match goal with |- context [record_reserves ?p ?now] => destruct (record_reserves_keeps p now) as [-> ->] end;
    intuition congruence.
Qed.

Lemma swap_input_moves_size : forall p sender d q limit cross now,
  post (swap_input p sender d q limit cross now) (fun r => let '(p', b, _) := r in
    version p' = version p /\ total_size p' = total_size p + bought d b).
Proof.
  intros. unfold swap_input. repeat next ltac:(apply update_reserves_moves_size); [|assumption].
  split; [reflexivity|]. destruct d; simpl; lia.
Qed.

Lemma swap_output_moves_size : forall p sender d b limit skip now,
  post (swap_output p sender d b limit skip now) (fun r => let '(p', _, _) := r in
    version p' = version p /\ total_size p' = total_size p + bought (opposite d) b).
Proof.
  intros. unfold swap_output. repeat next ltac:(apply update_reserves_moves_size); [|assumption].
  split; [reflexivity|]. destruct d; simpl; lia.
Qed.

(** Positions stay, and the total moves by x. *)
Definition moves_total (x : Z) (h h' : house) : Prop :=
  positions h' = positions h /\ version (amm h') = version (amm h) /\ total_size (amm h') = total_size (amm h) + x.

Lemma emit_all_moves_nothing : forall logged h,
  positions (emit_all logged h) = positions h /\ amm (emit_all logged h) = amm h.
Proof.
  unfold emit_all. induction logged as [|e logged IH]; intros h; [split; reflexivity|].
  simpl. destruct (IH (emit (FromPool e) h)) as [-> ->]. split; reflexivity.
Qed.

Lemma house_swap_input_moves_total : forall h s n limit cross now,
  post (house_swap_input h s n limit cross now) (fun r => moves_total (snd r) h (fst r)).
Proof.
  intros h s n limit cross now. unfold house_swap_input. eapply post_bind; [apply swap_input_moves_size|].
  intros [[p b] logged] [Hversion Htotal]. destruct s; repeat next fail; computed;
    unfold moves_total; cbn [fst snd]; destruct (emit_all_moves_nothing logged (h <| amm := p |>)) as [-> ->];
    cbn; simpl in Htotal; intuition lia.
Qed.

Lemma house_swap_output_moves_total : forall h d b limit skip now,
  post (house_swap_output h d b limit skip now) (fun r => moves_total (bought (opposite d) b) h (fst r)).
Proof.
  intros. unfold house_swap_output. eapply post_bind; [apply swap_output_moves_size|].
  intros [[p q] logged] [Hversion Htotal]. unfold moves_total, post. cbn [fst].
  destruct (emit_all_moves_nothing logged (h <| amm := p |>)) as [-> ->]. cbn. intuition lia.
Qed.

Lemma change_open_interest_moves_nothing : forall h sender x, post (change_open_interest h sender x) (moves_total 0 h).
Proof. intros. unfold change_open_interest. repeat next fail; unfold moves_total; cbn; intuition lia. Qed.

(** A trade of a trader's position: what it exchanged is what the total moved by, and what the position that it answers
    is larger by. No other position changed. *)
Definition traded (trader : account) (h h' : house) (r : result) : Prop :=
  version (amm h') = version (amm h) /\
  total_size (amm h') = total_size (amm h) + exchanged_size r /\
  size (position_after r) = size (positions h trader) + exchanged_size r /\
  forall a, a <> trader -> positions h' a = positions h a.

Ltac known_moves :=
  first [apply house_swap_input_moves_total | apply house_swap_output_moves_total
        | apply change_open_interest_moves_nothing].

Ltac moved :=
  repeat match goal with H : moves_total _ _ _ |- _ => destruct H as [? [? ?]] end; cbn [fst snd] in *; computed.

Ltac steps known := repeat (next known; pairs; cbn [fst snd] in *).

Lemma increase_trades : forall h sender s n limit leverage now,
  post (increase h sender s n limit leverage now) (fun r =>
    traded sender h (fst r) (snd r) /\ positions (fst r) = positions h).
Proof.
  intros. unfold increase. steps known_moves.
  all: unfold traded; cbn [position_after exchanged_size size]; moved; intuition (congruence || lia).
Qed.

Lemma close_trades : forall h sender trader limit skip now,
  post (close h sender trader limit skip now) (fun r =>
    traded trader h (fst r) (snd r) /\ positions (fst r) = update (positions h) trader (cleared now) /\
    size (position_after (snd r)) = 0 /\ exchanged_size (snd r) = - size (positions h trader)).
Proof.
  intros. unfold close. steps known_moves.
  unfold traded. cbn [position_after exchanged_size size no_position store]. moved.
  assert (Hsize : bought (opposite (closing (size (positions h trader)))) (magnitude (size (positions h trader)))
    = - size (positions h trader)).
  { unfold closing, magnitude. destruct (0 <? size (positions h trader)) eqn:E; simpl; lia. }
  cbn. repeat split; try congruence; try lia.
  intros other Hother. unfold update.
  destruct (String.eqb trader other) eqn:E; [apply String.eqb_eq in E; congruence | congruence].
Qed.

Lemma reduce_trades : forall h sender trader s n limit cross old pnl now,
  post (reduce h sender trader s n limit cross old pnl now) (fun r => traded trader h (fst r) (snd r)).
Proof.
  intros. unfold reduce. steps known_moves.
  all: unfold traded; cbn [position_after exchanged_size size]; moved; intuition (congruence || lia).
Qed.

(** An increase works on the sender's position (C11): where the sender reverses another's, it has to have none. *)
Lemma close_and_open_trades : forall h sender trader s n leverage limit now,
  sender = trader \/ size (positions h sender) = 0 ->
  post (close_and_open h sender trader s n leverage limit now) (fun r => traded trader h (fst r) (snd r)).
Proof.
  intros h sender trader s n leverage limit now Hsender. unfold close_and_open.
  eapply post_bind; [apply close_trades|]. intros [h1 closed] [Hclosed [Hpositions [Hnone Hexchanged]]].
  cbn [fst snd] in *. do 4 next fail; [exact Hclosed|].
  eapply post_bind; [apply increase_trades|]. intros [h2 opened] [Hopened Hsame]. cbn [fst snd] in *.
  repeat next fail. unfold traded in *. cbn [fst snd position_after exchanged_size]. computed.
  destruct Hclosed as [Hv1 [Ht1 [_ Ho1]]]. destruct Hopened as [Hv2 [Ht2 [Hs2 _]]].
  assert (Hzero : size (positions h1 sender) = 0).
  { rewrite Hpositions. destruct Hsender as [->|Hsender]; [rewrite update_same; reflexivity|].
    unfold update. destruct (String.eqb trader sender); [reflexivity | assumption]. }
  repeat split; try congruence; try lia. intros other Hother. rewrite Hsame. apply Ho1. assumption.
Qed.

Lemma reverse_trades : forall h sender trader s amount leverage limit cross now,
  sender = trader \/ size (positions h sender) = 0 ->
  post (reverse h sender trader s amount leverage limit cross now) (fun r => traded trader h (fst r) (snd r)).
Proof.
  intros. unfold reverse. do 2 next fail. pairs.
  next fail; [apply reduce_trades | apply close_and_open_trades; assumption].
Qed.
