from gallery.embedded.warden import groups_left


def test_groups_that_ended_are_not_killed() -> None:
    assert groups_left(["+12\n", "+13\n", "-12\n"]) == {13}


def test_an_end_that_was_never_begun_is_ignored() -> None:
    assert groups_left(["-12\n"]) == set()
