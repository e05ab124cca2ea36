(** L5, the calls of traders, in v2 with a token of 18 decimals: what the vault holds is what the quote reserve has
    grown by and what positions may claim, but for less than a wei a call. Fees and funding may be set as anybody
    likes. *)

From VAMM Require Export Laws.Payments.

#[local] Arguments Z.mul : simpl never.

Section EveryoneOut.

Context (accounts : list account) (accounts_are_different : NoDup accounts).

(** In units of 10^-18 wei: funding accrues in less than wei. *)
Definition books (h : house) : Z :=
  (vault_net h - quote (amm h)) * ONE - sum accounts (fun a => claim (premium h) (positions h a)).

(** Revision v2, a token of 18 decimals, tolls that do not go to the vault itself; positions are numbers, and their
    sizes add up (L3). Calls keep it. *)
Definition running (h : house) : Prop :=
  adds_up accounts h /\ token_decimals h = 18 /\ toll_pool h <> Some vault /\ 0 <= partial_ratio h <= ONE /\
  (forall a, sound (positions h a)).

(** The books after a call by which the vault lost something: otherwise less than a wei off, and nothing where the call
    met no funding. *)
Definition kept (unfunded : Prop) (lost : Z) (h h' : house) : Prop :=
  close_to_0 unfunded (books h' - books h + lost * ONE).
Notation unfunded h trader := (premium h = last_premium (positions h trader)).

Lemma one_claim_changes : forall P h h' trader, In trader accounts ->
  (forall a, a <> trader -> positions h' a = positions h a) ->
  sum accounts (fun a => claim P (positions h' a)) =
  sum accounts (fun a => claim P (positions h a)) + (claim P (positions h' trader) - claim P (positions h trader)).
Proof.
  intros P h h' trader Hin Hothers.
  apply (sum_of_changed accounts (fun a => claim P (positions h a)) (fun a => claim P (positions h' a)) trader); auto.
  intros a Ha. rewrite Hothers by assumption. reflexivity.
Qed.

(** The same but for positions and events. *)
Definition like (h h' : house) : Prop :=
  amm h' = amm h /\ premium h' = premium h /\ token_decimals h' = token_decimals h /\ toll_pool h' = toll_pool h /\
  partial_ratio h' = partial_ratio h /\ vault_net h' = vault_net h.

(** A trade, then a payment of x, with p stored, of whose margin y was taken away. *)
Lemma books_of_a_trade : forall h h1 h1' h2 trader r p x y, running h -> In trader accounts -> answers h h1 r ->
  like h1 h1' -> pays x h1' h2 -> sound p ->
  (forall a, positions h1' a = if String.eqb trader a then p else positions h a) ->
  claim (premium h) p = claim (premium h) (position_after r) - y * ONE -> adds_up accounts h2 ->
  running h2 /\ positions h2 trader = p /\
  forall lost, books h2 - books h = error lost trader h h1 r + (x + y - to_vault r - lost) * ONE.
Proof.
  intros h h1 h1' h2 trader r p x y [_ [Hd [Ht [Hr Hsound]]]] Hin [Hterms _] Hlike [Hsame Hnet] Hp Hpositions Hclaim
    Hup.
  destruct Hterms as [_ [Hpremium [Hd1 [Hbalances [Hprepaid [Ht1 [Hr1 _]]]]]]].
  destruct Hlike as [Hamm2 [Hpremium2 [Hd2 [Ht2 [Hr2 Hnet2]]]]].
  destruct Hsame as [Hpositions3 [Hamm3 [Hpremium3 [Hd3 [Ht3 Hr3]]]]].
  assert (Hone : positions h2 trader = p) by (rewrite Hpositions3, Hpositions, String.eqb_refl; reflexivity).
  assert (Hothers : forall a, a <> trader -> positions h2 a = positions h a).
  { intros a Ha. rewrite Hpositions3, Hpositions. replace (String.eqb trader a) with false; [reflexivity|].
    symmetry. apply String.eqb_neq. congruence. }
  split; [|split; [exact Hone|]].
  - unfold running. rewrite Hd3, Hd2, Hd1, Ht3, Ht2, Ht1, Hr3, Hr2, Hr1. split; [exact Hup|]. split; [exact Hd|].
    split; [exact Ht|]. split; [exact Hr|]. intros a.
    destruct (string_dec a trader) as [->|Ha]; [rewrite Hone; exact Hp | rewrite Hothers by exact Ha; apply Hsound].
  - intros lost. unfold books. rewrite Hpremium3, Hpremium2, Hpremium, Hamm3, Hamm2, Hnet, Hnet2.
    rewrite (one_claim_changes _ h h2 trader Hin Hothers), Hone, Hclaim.
    unfold error, vault_net. rewrite Hbalances, Hprepaid. lia.
Qed.

Lemma stored : forall h h1 trader p, (forall a, a <> trader -> positions h1 a = positions h a) ->
  forall a, positions (store trader p h1) a = if String.eqb trader a then p else positions h a.
Proof.
  intros h h1 trader p Hothers a. cbn. unfold update. destruct (String.eqb trader a) eqn:E; [reflexivity|].
  apply Hothers. apply String.eqb_neq in E. congruence.
Qed.

Lemma not_in_v1 : forall h, version (amm h) = v2 -> in_v1 h = false.
Proof. intros h H. unfold in_v1. rewrite H. reflexivity. Qed.

Lemma open_or_reverse_balanced : forall h sender s amount leverage limit now, running h -> tidy (positions h sender) ->
  deep h -> 0 <= leverage ->
  post (open_or_reverse h sender s amount leverage limit now) (fun r => let (h', r) := r in
    answers h h' r /\ traded sender h h' r /\ (bad_debt r = 0 -> exists lost, 0 <= lost /\
      (0 < lost -> margin (position_after r) = 0 /\ size (position_after r) <> 0) /\ balanced lost sender h h' r)).
Proof.
  intros h sender s amount leverage limit now [Hup [Hd [Ht [Hr Hsound]]]] Htidy Hdeep Hleverage.
  assert (Hplain : plain (positions h sender)) by (split; [apply Hsound | exact Htidy]).
  assert (Hbooks : post (open_or_reverse h sender s amount leverage limit now) (fun r => let (h', r) := r in
    answers h h' r /\ (bad_debt r = 0 -> exists lost, 0 <= lost /\
      (0 < lost -> margin (position_after r) = 0 /\ size (position_after r) <> 0) /\ balanced lost sender h h' r))).
  { unfold open_or_reverse. next fail.
    - next fail. match goal with H : dmul _ _ = Value _ |- _ => apply dmul_unsigned in H; unfold is_unsigned in H end.
      eapply post_weaken; [apply increase_balanced; auto; try lia; destruct s; lia|].
      intros [h' r] [K1 [K2 [_ [lost [K3 [K4 [K5 _]]]]]]]. split; [exact K1|]. intros _. exists lost. auto.
    - eapply post_weaken.
      { apply reverse_balanced; auto; [lia|]. unfold against. destruct s, (0 <? size (positions h sender)) eqn:E;
          auto; lia. }
      intros [h' r] [K1 [K2 K3]]. split; [exact K1|]. intros Hzero. rewrite Hzero in K3. exists 0. split; [lia|].
      split; [lia | exact K3]. }
  eapply post_weaken; [apply post_both; [exact Hbooks | apply open_or_reverse_trades]|].
  intros [h' r] [[K1 K2] K3]. auto.
Qed.

Lemma like_stored : forall h trader p, like h (store trader p h).
Proof. unfold like. repeat split. Qed.

(** Opening, increasing, reducing, flipping. What funding takes beyond the margin of an increase is lost; then no margin
    is left. *)
Theorem L5_open_position : forall h sender s amount leverage limit now,
  running h -> tidy (positions h sender) -> deep h -> In sender accounts -> sender <> vault -> 0 <= leverage ->
  post (open_position h sender s amount leverage limit now) (fun h' => running h' /\
    (tidy (positions h' sender) -> exists lost, 0 <= lost /\ kept (unfunded h sender) lost h h' /\
      (0 < lost -> margin (positions h' sender) = 0 /\ size (positions h' sender) <> 0))).
Proof.
  intros h sender s amount leverage limit now Hrunning Htidy Hdeep Hin Hsender Hleverage.
  pose proof Hrunning as [[Hv _] [Hd [Htoll _]]].
  enough (Hbooks : post (open_position h sender s amount leverage limit now) (fun h' => adds_up accounts h' ->
    running h' /\ (tidy (positions h' sender) -> exists lost, 0 <= lost /\ kept (unfunded h sender) lost h h' /\
      (0 < lost -> margin (positions h' sender) = 0 /\ size (positions h' sender) <> 0)))).
  { eapply post_weaken.
    - apply post_both; [apply (L3_open_position accounts); [assumption | apply Hrunning | exact Hin] | exact Hbooks].
    - intros h' [Hup K]. exact (K Hup). }
  unfold open_position. do 5 next fail. unfold adjust_in_v1. rewrite (not_in_v1 h Hv). cbn [bind andb]. next fail.
  eapply post_bind; [apply open_or_reverse_balanced; assumption|].
  intros [h1 r] [Hanswers [[Hversion [_ [_ Hothers]]] Hbooks]].
  rewrite (not_in_v1 (store sender (position_after r) h1)) by (cbn; congruence).
  eapply post_bind with (P := fun h => h = store sender (position_after r) h1 /\ bad_debt r = 0).
  { do 2 next fail. computed. split; [reflexivity | lia]. }
  intros h2 [-> Hdebt]. pose proof Hanswers as [[_ [_ [Hd1 [_ [_ [Ht1 _]]]]]] Hsound].
  eapply post_bind; [apply settle_margin_pays; [cbn; congruence | assumption]|]. intros h3 K3.
  pose proof K3 as [[_ [_ [_ [Hd3 [Ht3 _]]]]] _]. cbn in Hd3, Ht3.
  eapply post_bind; [apply pay_fees_pays_elsewhere; [congruence | assumption | congruence]|].
  intros [h4 fee] K4. cbn [fst] in K4.
  eapply post_weaken; [apply position_changed_pays_nothing|]. intros h5 K5 Hup.
  pose proof (pays_then _ _ _ _ _ (pays_then _ _ _ _ _ K3 K4) K5) as K.
  destruct (books_of_a_trade h h1 _ h5 sender r (position_after r) _ 0 Hrunning Hin Hanswers (like_stored _ _ _) K
    Hsound
    (stored h h1 _ _ Hothers) ltac:(lia) Hup) as [Hrun [Hp Hbook]].
  split; [exact Hrun|]. rewrite Hp. intros Htidy'. destruct (Hbooks Hdebt) as [lost [Hlost [Hnone Hbalanced]]].
  exists lost. split; [exact Hlost|]. split; [|exact Hnone]. specialize (Hbalanced Htidy').
  unfold kept, close_to_0 in *. rewrite (Hbook lost). lia.
Qed.

(** A close, whole or in part. *)
Lemma close_whole_or_part_balanced : forall h sender limit now, running h -> tidy (positions h sender) -> deep h ->
  size (positions h sender) <> 0 ->
  post (close_whole_or_part h sender limit now) (fun r => let (h', r) := r in
    answers h h' r /\ (bad_debt r = 0 -> balanced 0 sender h h' r) /\ to_vault r <= 0 /\ exists p,
      sound p /\ (tidy p -> tidy (position_after r)) /\
      claim (premium h) p = claim (premium h) (position_after r) /\
      (forall a, positions h' a = if String.eqb sender a then p else positions h a)).
Proof.
  intros h sender limit now [[Hv _] [Hd [Ht [Hr Hsound]]]] Htidy Hdeep Hsize.
  assert (Hplain : plain (positions h sender)) by (split; [apply Hsound | exact Htidy]).
  unfold close_whole_or_part. rewrite (not_in_v1 h Hv). next fail. next fail.
  - next fail. eapply post_bind; [apply reverse_of_a_part; eassumption|].
    intros [h1 r] [Hanswers [_ [_ [Hbalanced [[_ [_ [_ Hothers]]] [Hout _]]]]]]. unfold post. cbv beta iota.
    split; [exact Hanswers|]. split; [intros Hzero; rewrite Hzero in Hbalanced; exact Hbalanced|].
    split; [exact Hout|]. exists (position_after r). split; [apply Hanswers|]. split; [auto|]. split; [reflexivity|].
    apply stored. exact Hothers.
  - eapply post_weaken; [apply close_balanced; exact Hplain|].
    intros [h1 r] [Hanswers [Herror [Hnone [Hpositions [Hout _]]]]]. split; [exact Hanswers|].
    split; [intros Hzero _; rewrite Hzero in Herror; exact Herror|]. split; [exact Hout|].
    exists (cleared now). destruct (cleared_is_plain now) as [[Hs _] [Hzero Hmargin]]. split; [exact Hs|].
    rewrite Hnone. split; [intros _; apply no_position_is_plain|]. split.
    + rewrite (claim_without_size _ (cleared now)), (claim_without_size _ no_position) by auto. rewrite Hmargin.
      reflexivity.
    + intros b. rewrite Hpositions. reflexivity.
Qed.

(** Without a size there is nothing to close. *)
Lemma nothing_to_close : forall h sender limit now, size (positions h sender) = 0 ->
  post (close_whole_or_part h sender limit now) (fun _ => False).
Proof.
  intros h sender limit now Hsize.
  assert (Hclose : forall limit skip, post (close h sender sender limit skip now) (fun _ => False)).
  { intros. unfold close. rewrite Hsize. exact I. }
  unfold close_whole_or_part. next fail; [apply Hclose|]. next fail. next fail; [|apply Hclose]. next fail.
  eapply post_bind with (P := fun _ => False); [|intros ? []]. unfold reverse, value_position. rewrite Hsize.
  next fail. cbn [Z.eqb bind].
  match goal with H : dmul _ _ = Value _ |- _ => apply dmul_unsigned in H; unfold is_unsigned in H end.
  next fail; [exfalso; lia|]. unfold close_and_open. eapply post_bind; [apply Hclose | intros ? []].
Qed.

Theorem L5_close_position : forall h sender limit now,
  running h -> tidy (positions h sender) -> deep h -> In sender accounts -> sender <> vault ->
  post (close_position h sender limit now) (fun h' => running h' /\
    (tidy (positions h' sender) -> kept (unfunded h sender) 0 h h')).
Proof.
  intros h sender limit now Hrunning Htidy Hdeep Hin Hsender. pose proof Hrunning as [[Hv _] [Hd [Htoll _]]].
  enough (Hbooks : post (close_position h sender limit now) (fun h' => adds_up accounts h' ->
    running h' /\ (tidy (positions h' sender) -> kept (unfunded h sender) 0 h h'))).
  { eapply post_weaken.
    - apply post_both; [apply (L3_close_position accounts); [assumption | apply Hrunning | exact Hin] | exact Hbooks].
    - intros h' [Hup K]. exact (K Hup). }
  unfold close_position. do 3 next fail. unfold adjust_in_v1. rewrite (not_in_v1 h Hv). cbn [bind].
  destruct (Z.eq_dec (size (positions h sender)) 0) as [Hzero|Hsize].
  { eapply post_bind; [apply nothing_to_close; exact Hzero | intros ? []]. }
  eapply post_bind; [apply close_whole_or_part_balanced; assumption|].
  intros [h1 r] [Hanswers [Hbooks [Hout [p [Hp [Htidyp [Hclaim Hpositions]]]]]]].
  pose proof Hanswers as [[Hv1 [_ [Hd1 [_ [_ [Ht1 _]]]]]] _]. rewrite (not_in_v1 h1) by congruence.
  eapply post_bind with (P := fun h => h = h1 /\ bad_debt r = 0); [next fail; [split; [reflexivity | lia] | exact I]|].
  intros h2 [-> Hdebt]. eapply post_bind; [apply withdraw_pays; [congruence | assumption]|]. intros h3 [K3 _].
  pose proof K3 as [[_ [_ [_ [Hd3 [Ht3 _]]]]] _].
  eapply post_bind; [apply pay_fees_pays_elsewhere; [congruence | assumption | congruence]|].
  intros [h4 fee] K4. cbn [fst] in K4.
  eapply post_weaken; [apply position_changed_pays_nothing|]. intros h5 K5 Hup.
  pose proof (pays_then _ _ _ _ _ (pays_then _ _ _ _ _ K3 K4) K5) as K.
  destruct (books_of_a_trade h h1 h1 h5 sender r p _ 0 Hrunning Hin Hanswers ltac:(unfold like; intuition) K Hp
    Hpositions ltac:(lia) Hup) as [Hrun [Hafter Hbook]].
  split; [exact Hrun|]. rewrite Hafter. intros Htidy'. specialize (Hbooks Hdebt (Htidyp Htidy')).
  unfold kept, close_to_0 in *. rewrite (Hbook 0). unfold magnitude. rewrite Z.abs_neq by exact Hout. lia.
Qed.

(** A margin is paid as it is credited, after what funding took. *)
Lemma margin_stored : forall h h1 sender p x, running h -> In sender accounts -> sound p ->
  size p = size (positions h sender) -> open_notional p = open_notional (positions h sender) ->
  close_to_0 (unfunded h sender) ((margin (positions h sender) + x - margin p) * ONE -
    (last_premium p - last_premium (positions h sender)) * size (positions h sender)) ->
  pays x (store sender p h) h1 -> adds_up accounts h1 ->
  running h1 /\ kept (unfunded h sender) 0 h h1.
Proof.
  intros h h1 sender p x Hrunning Hin Hp Hsize Hopened Hmargin [Hsame Hnet] Hup.
  pose proof Hrunning as [_ [Hd [Ht [Hr Hsound]]]].
  destruct Hsame as [Hpositions [Hamm [Hpremium [Hd1 [Ht1 Hr1]]]]]. cbn in Hamm, Hpremium, Hd1, Ht1, Hr1.
  assert (Hone : positions h1 sender = p) by (rewrite Hpositions; cbn; apply update_same).
  assert (Hothers : forall a, a <> sender -> positions h1 a = positions h a).
  { intros a Ha. rewrite Hpositions. cbn. apply update_other. congruence. }
  split.
  - unfold running. rewrite Hd1, Ht1, Hr1. split; [exact Hup|]. split; [exact Hd|]. split; [exact Ht|].
    split; [exact Hr|]. intros a.
    destruct (string_dec a sender) as [->|Ha]; [rewrite Hone; exact Hp | rewrite Hothers by exact Ha; apply Hsound].
  - assert (Hbook : books h1 - books h = (x + margin (positions h sender) - margin p) * ONE -
      (last_premium p - last_premium (positions h sender)) * size (positions h sender)).
    { unfold books. rewrite Hpremium, Hamm, Hnet. change (vault_net (store sender p h)) with (vault_net h).
      rewrite (one_claim_changes _ h h1 sender Hin Hothers), Hone. unfold claim, worth, opened.
      rewrite Hsize, Hopened. lia. }
    unfold kept, close_to_0 in *. rewrite Hbook. lia.
Qed.

Theorem L5_add_margin : forall h sender added, running h -> In sender accounts -> sender <> vault ->
  post (add_margin h sender added) (fun h' => running h' /\ kept (unfunded h sender) 0 h h').
Proof.
  intros h sender added Hrunning Hin Hsender. pose proof Hrunning as [Hup [Hd [_ [_ Hsound]]]].
  enough (Hbooks : post (add_margin h sender added) (fun h' => adds_up accounts h' -> running h' /\
    kept (unfunded h sender) 0 h h')).
  { eapply post_weaken; [apply post_both; [apply (L3_add_margin accounts); exact Hup | exact Hbooks]|].
    intros h' [Hup' K]. exact (K Hup'). }
  unfold add_margin. do 3 next fail. unfold adjust_in_v1. rewrite (not_in_v1 h) by apply Hup. cbn [bind].
  next fail. computed. eapply post_bind; [apply transfer_to_vault; [exact Hd | exact Hsender]|]. intros h1 [K _] Hup'.
  destruct (Hsound sender) as [Hm [Ho Hs]].
  apply (margin_stored h h1 sender _ added Hrunning Hin) in K; [exact K | | reflexivity | reflexivity | | exact Hup'].
  - unfold sound. cbn. intuition lia.
  - unfold close_to_0. cbn. unfold ONE. lia.
Qed.

Theorem L5_remove_margin : forall h sender removed now, running h -> In sender accounts -> sender <> vault ->
  post (remove_margin h sender removed now) (fun h' => running h' /\ kept (unfunded h sender) 0 h h').
Proof.
  intros h sender removed now Hrunning Hin Hsender. pose proof Hrunning as [Hup [Hd [_ [_ Hsound]]]].
  enough (Hbooks : post (remove_margin h sender removed now) (fun h' => adds_up accounts h' ->
    running h' /\ kept (unfunded h sender) 0 h h')).
  { eapply post_weaken; [apply post_both; [apply (L3_remove_margin accounts); exact Hup | exact Hbooks]|].
    intros h' [Hup' K]. exact (K Hup'). }
  unfold remove_margin. do 3 next fail. unfold adjust_in_v1. rewrite (not_in_v1 h) by apply Hup. cbn [bind].
  do 2 next fail. eapply post_bind; [apply remaining_is|].
  intros [[remains debt] f] [Hsum [Hremains [Hdebt [_ [Hcut _]]]]].
  do 3 next fail. computed. eapply post_bind; [apply withdraw_pays; [exact Hd | exact Hsender]|]. intros h1 [K _] Hup'.
  destruct (Hsound sender) as [Hm [Ho Hs]].
  apply (margin_stored h h1 sender _ (- removed) Hrunning Hin) in K;
    [exact K | | reflexivity | reflexivity | | exact Hup'].
  - unfold sound. cbn. intuition lia.
  - unfold close_to_0 in *. cbn. replace (margin (positions h sender) + - removed - remains) with f by lia.
    unfold ONE in *. lia.
Qed.

End EveryoneOut.
